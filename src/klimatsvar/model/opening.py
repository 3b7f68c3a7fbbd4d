"""Choose the encoder: by OpenVINO where that is installed and faster, by torch otherwise."""

import logging

from klimatsvar.errors import ModelError
from klimatsvar.model.by_torch import SentenceTransformerEncoder
from klimatsvar.model.encoder import Encoder
from klimatsvar.model.fast import can_be_fast, ensure_fast_model
from klimatsvar.settings import Settings
from klimatsvar.system import pip_install
from klimatsvar.texts.messages import Message

_log = logging.getLogger(__name__)


def open_encoder(settings: Settings) -> Encoder:
    """Return the encoder of ``settings.model``, of the kind that ``settings.encoder`` names.

    Making the fast model, once, tells by how much it is faster here. Raises ModelError.
    """
    by_torch, by_openvino = settings.encoder == "torch", settings.encoder == "openvino"
    if by_torch or not (by_openvino or can_be_fast(settings.model)):
        return SentenceTransformerEncoder(settings.model, settings.cache)
    if not can_be_fast(settings.model):
        raise ModelError("openvino_missing", model=settings.model, install=pip_install("fast"))
    try:
        fast = ensure_fast_model(settings.model, settings.cache)
    except ModelError as error:
        if by_openvino:
            raise
        _log.warning(Message.of("torch_meanwhile", fault=error))
        return SentenceTransformerEncoder(settings.model, settings.cache)
    if not (by_openvino or fast.facts.worthwhile):
        return SentenceTransformerEncoder(settings.model, settings.cache)
    # Imported only where it is used: OpenVINO may not be installed.
    from klimatsvar.model.by_openvino import OpenVinoEncoder

    return OpenVinoEncoder(settings.model, fast)
