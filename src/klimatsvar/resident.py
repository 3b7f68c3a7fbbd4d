"""Memory that was freed, given back to the system."""

import ctypes


def give_memory_back() -> None:
    """Return what is freed to the system, where the C library can (glibc).

    It keeps freed memory for the next who asks, which after loading something large nobody does.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
