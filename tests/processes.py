"""The processes that read files, as the system (Linux) tells of them."""

from pathlib import Path


def workers(pid: int) -> list[int]:
    """Return the process ids of those that read for a process: forked off a child of it that
    only forks."""
    return [
        worker
        for child in children(pid)
        if b"forkserver" in Path(f"/proc/{child}/cmdline").read_bytes()
        for worker in children(child)
    ]


def children(pid: int) -> list[int]:
    """Return the process ids of a process' children."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]
