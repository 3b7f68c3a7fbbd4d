"""Letters of Outlook for tests: its properties, in the smallest compound file that holds them."""

import struct
from collections.abc import Mapping

Storage = Mapping[str, "bytes | Storage"]

_SECTOR, _PIECE = 512, 64
_END, _NONE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def storage(
    header: int, texts: Mapping[str, bytes], values: Mapping[str, int] | None = None
) -> dict[str, bytes | Storage]:
    """Return a storage's streams; the table of properties begins after ``header`` bytes."""
    rows = [(int(name, 16), len(text)) for name, text in texts.items()]
    rows += [(int(name, 16), value) for name, value in (values or {}).items()]
    table = b"".join(struct.pack("<IIQ", tag, 6, value) for tag, value in rows)
    streams = {f"__substg1.0_{name}": text for name, text in texts.items()}
    return {"__properties_version1.0": bytes(header) + table, **streams}


def compound(root: Storage) -> bytes:
    """Return a compound file (MS-CFB, version 3): streams shorter than 4,096 bytes, as pieces."""
    entries: list[tuple[str, int, int, int, int, int]] = []
    pieces: list[int] = []
    content = b""

    def add(name: str, part: "bytes | Storage", kind: int) -> int:
        nonlocal content
        number = len(entries)
        entries.append((name, kind, _NONE, _NONE, 0, 0))
        if isinstance(part, bytes):
            count = -(-len(part) // _PIECE)
            start = len(pieces) if count else _END
            pieces.extend([*range(start + 1, start + count), _END] if count else [])
            content += part.ljust(count * _PIECE, b"\0")
            entries[number] = (name, kind, _NONE, _NONE, start, len(part))
            return number
        names = sorted(part, key=lambda each: (len(each), each.upper()))
        children = [
            add(each, part[each], _STREAM if isinstance(part[each], bytes) else _STORAGE)
            for each in names
        ]
        for child, after in zip(children, [*children[1:], _NONE], strict=True):
            entries[child] = (*entries[child][:2], after, *entries[child][3:])
        entries[number] = (name, kind, _NONE, children[0], 0, 0)
        return number

    add("Root Entry", root, _ROOT)
    directory = struct.calcsize("<64sHBBIII36xIQ") * len(entries)
    sizes = [len(content), 4 * len(pieces), directory]
    counts = [-(-size // _SECTOR) for size in sizes]
    table = [0xFFFFFFFF] * (_SECTOR // 4)
    table[0], starts, at = _TABLE, [], 1
    for count in counts:
        starts.append(at)
        table[at : at + count] = [*range(at + 1, at + count), _END]
        at += count
    entries[0] = (*entries[0][:4], starts[0], len(content))
    listed = b"".join(
        struct.pack(
            "<64sHBBIII36xIQ",
            name.encode("utf-16-le"),
            2 * len(name) + 2,
            kind,
            1,
            _NONE,
            after,
            child,
            start,
            size,
        )
        for name, kind, after, child, start, size in entries
    )
    head = struct.pack(
        "<8s16x5H6x10I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, starts[2], 0, 4096, starts[1], counts[1], _END, 0, 0),
    )
    parts = [content, struct.pack(f"<{len(pieces)}I", *pieces), listed]
    return b"".join(
        [
            head.ljust(_SECTOR, b"\xff"),
            struct.pack(f"<{len(table)}I", *table),
            *(part.ljust(-(-len(part) // _SECTOR) * _SECTOR, b"\0") for part in parts),
        ]
    )
