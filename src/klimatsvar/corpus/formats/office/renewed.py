"""Files that Office wrote before 2007, in its newer form: by LibreOffice, where it is installed."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from klimatsvar.errors import DocumentError

RENEWED = {".doc": ".docx", ".ppt": ".pptx", ".xls": ".xlsx"}
"""What each of the older forms becomes."""
_SECONDS = 50
"""Less than ``read_seconds`` is at first, so that the program is ended with its reading."""


@lru_cache(maxsize=1)
def libreoffice() -> str | None:
    """Return where LibreOffice is, None if it isn't installed."""
    return shutil.which("soffice")


@contextmanager
def renewed(path: Path) -> Iterator[Path]:
    """Give a copy of the file in the newer form; it is gone afterwards.

    Call it only where there is ``libreoffice``. Its macros are not run. Raises DocumentError when
    LibreOffice can't read the file.
    """
    suffix = RENEWED[path.suffix.lower()]
    with TemporaryDirectory() as folder:
        profile = (Path(folder) / "profile").as_uri()
        command = [str(libreoffice()), f"-env:UserInstallation={profile}", "--headless"]
        command += ["--convert-to", suffix.removeprefix("."), "--outdir", folder]
        _run([*command, str(path.resolve())])
        new = Path(folder) / f"{path.stem}{suffix}"
        if not new.exists():
            raise DocumentError("libreoffice_cannot_read", suffix=suffix)
        yield new


def _run(command: list[str]) -> None:
    """Run LibreOffice, and end it with all that it starts when it takes too long."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
