"""The password of the staff pages: one for all, kept as an argon2 hash."""

import threading
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from klimatsvar.errors import KlimatsvarError
from klimatsvar.system import replace_text, short_hash

FEWEST_CHARACTERS = 12
_FILE = "password"
_HASHER = PasswordHasher()
_ONE_AT_A_TIME = threading.Lock()
"""Each takes 64 MiB while it is tried."""


def set_password(folder: Path, password: str) -> None:
    """Let this be the password from now on; sessions that began with another end.

    Raises KlimatsvarError when it is too short or can't be written.
    """
    if len(password) < FEWEST_CHARACTERS:
        raise KlimatsvarError("password_short", fewest=FEWEST_CHARACTERS)
    try:
        make_folder(folder)
        replace_text(folder / _FILE, _HASHER.hash(password) + "\n")
        (folder / _FILE).chmod(0o600)
    except OSError as error:
        raise KlimatsvarError(
            "staff_folder_not_written", folder=folder, reason=error.strerror
        ) from error


def make_folder(folder: Path) -> None:
    """Make the folder that only its owner may read. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def stamp(folder: Path) -> str | None:
    """Return what changes when the password does; None when none is set.

    Raises KlimatsvarError when that can't be told: then nobody is let in.
    """
    stored = _stored(folder)
    return None if stored is None else short_hash(stored)


def fits(folder: Path, given: str) -> bool:
    """Tell whether this is the password. Raises KlimatsvarError."""
    stored = _stored(folder)
    if stored is None:
        return False
    with _ONE_AT_A_TIME:
        try:
            return _HASHER.verify(stored, given)
        except (VerificationError, InvalidHashError):
            return False


def _stored(folder: Path) -> str | None:
    try:
        return (folder / _FILE).read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise KlimatsvarError("password_not_read", file=folder / _FILE) from error
