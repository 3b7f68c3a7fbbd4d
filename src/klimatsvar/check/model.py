"""Check the model itself: when it is opened, only the sizes of its files are compared."""

from collections.abc import Iterator

from klimatsvar.check.finding import Finding, error
from klimatsvar.model.bundled import verify_bundled_model
from klimatsvar.settings import BUNDLED_MODEL_ID, Settings


def check_model(settings: Settings) -> Iterator[Finding]:
    """Find files of the bundled model that aren't as they were made. Reads all of them."""
    if settings.model == BUNDLED_MODEL_ID:
        folder = settings.cache / BUNDLED_MODEL_ID
        for name in verify_bundled_model(folder):
            yield error(folder / name, "model_damaged", folder=folder)
