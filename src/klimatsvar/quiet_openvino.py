"""Imports OpenVINO without the parts that would report its use to its maker."""

import sys
from typing import Any


def import_openvino(*, converting: bool = False) -> Any:
    """Return the module ``openvino``, which opens no connection.

    Importing it as it is sends an event with a lasting id over the network, by the package
    openvino_telemetry. A module that is None in ``sys.modules`` counts as not installed, which
    OpenVINO and NNCF allow for. Only ``converting`` a model needs OpenVINO's tools.
    """
    unwanted = ["openvino_telemetry"] if converting else ["openvino_telemetry", "openvino.tools"]
    for name in unwanted:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    import openvino

    return openvino
