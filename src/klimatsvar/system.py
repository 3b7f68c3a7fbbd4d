"""Hashes that tell whether something has changed, files that are written whole, memory given back,
what to install, and where an error was raised."""

import ctypes
import errno
import hashlib
import os
import secrets
from importlib.metadata import requires
from pathlib import Path
from traceback import extract_tb
from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows locks files in another way; there one process adds lines
    fcntl = None


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def short_hash(text: str) -> str:
    """Return the first 16 hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def replace_text(path: Path, text: str, encoding: str = "utf-8", newline: str = "\n") -> None:
    """Write a file whole, on disk, or not at all; ``newline`` ends its lines. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(3)}")
    try:
        with temporary.open("w", encoding=encoding, newline=newline) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    flush(path.parent)


def add_line(path: Path, line: str) -> None:
    """Add a line to a file that only its owner may read, whole or not at all. Raises OSError."""
    text = f"{line}\n".encode("utf-8", "replace")
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)  # so that what is cut off again is nobody else's
        before = os.fstat(file).st_size
        if os.write(file, text) < len(text):  # as where the disk has become full
            os.ftruncate(file, before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(file)


def flush(path: Path) -> None:
    """Let what was written of a file, or of which files a folder has, be on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def give_memory_back() -> None:
    """Return what is freed to the system, where the C library can (glibc).

    It keeps freed memory for the next who asks, which after loading something large nobody does.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def pip_install(extra: str) -> str:
    """Return the command that installs an extra of Klimatsvar, as in ``pip install 'mcp<2'``.

    It names the packages: Klimatsvar itself is on no registry.
    """
    needed = (
        requirement.partition(";")[0].strip()
        for requirement in requires("klimatsvar") or ()
        if requirement.endswith(f'extra == "{extra}"')
    )
    return " ".join(["pip install", *(f"'{package}'" for package in needed)])


def place(error: BaseException) -> str:
    """Return where ``error`` was raised, the innermost first, on one line and without any text."""
    frames = [f"{f.filename}:{f.lineno}, in {f.name}" for f in extract_tb(error.__traceback__)]
    return " < ".join(reversed(frames))
