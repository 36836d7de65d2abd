"""Writes small Outlook messages: a compound file (MS-CFB, version 3) of MAPI properties."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def made_msg(
    texts: Mapping[str, str],
    *,
    times: Mapping[int, int] | None = None,
    binaries: Mapping[str, bytes] | None = None,
    attachments: tuple[str, ...] = (),
) -> bytes:
    """A message with these text properties (by tag, "0037"), FILETIME and binary ones, and named attachments."""
    rows = b"".join(struct.pack("<HHLQ", 0x40, tag, 6, value) for tag, value in (times or {}).items())
    streams = {f"__substg1.0_{tag}001F": text.encode("utf-16-le") for tag, text in texts.items()}
    streams |= {f"__substg1.0_{tag}0102": data for tag, data in (binaries or {}).items()}
    streams["__properties_version1.0"] = bytes(32) + rows
    folders = {
        f"__attach_version1.0_#{index:08X}": {"__substg1.0_3707001F": name.encode("utf-16-le")}
        for index, name in enumerate(attachments)
    }
    return made_compound(streams, folders)


def made_compound(streams: Mapping[str, bytes], folders: Mapping[str, Mapping[str, bytes]] | None = None) -> bytes:
    """A compound file with these streams, and folders of streams, in its root."""
    entries: list[tuple[str, int, bytes, list[int]]] = [("Root Entry", _ROOT, b"", [])]
    for name, data in streams.items():
        entries[0][3].append(len(entries))
        entries.append((name, _STREAM, data, []))
    for folder, inner in (folders or {}).items():
        here = len(entries)
        entries[0][3].append(here)
        entries.append((folder, _STORAGE, b"", []))
        for name, data in inner.items():
            entries[here][3].append(len(entries))
            entries.append((name, _STREAM, data, []))
    sectors: list[bytes] = []
    chain: list[int] = []

    def store(data: bytes) -> int:
        """Puts data into sectors of its own; returns the first one."""
        if not data:
            return _END
        first = len(sectors)
        parts = [data[i : i + _SECTOR].ljust(_SECTOR, b"\x00") for i in range(0, len(data), _SECTOR)]
        for index, part in enumerate(parts):
            sectors.append(part)
            chain.append(_END if index == len(parts) - 1 else first + index + 1)
        return first

    mini = b""
    mini_chain: list[int] = []
    starts: list[int] = []
    for _, kind, data, _ in entries:
        if kind != _STREAM or not data:
            starts.append(_END)
        elif len(data) >= _CUTOFF:
            starts.append(store(data))
        else:
            first, count = len(mini) // _MINI, -(-len(data) // _MINI)
            starts.append(first)
            mini += data.ljust(count * _MINI, b"\x00")
            mini_chain += [*range(first + 1, first + count), _END]
    starts[0] = store(mini)
    mini_fat = store(b"".join(struct.pack("<L", link) for link in mini_chain))
    directory = b""
    right = {child: after for _, _, _, kids in entries for child, after in zip(kids, [*kids[1:], _NONE], strict=False)}
    for index, (name, kind, data, kids) in enumerate(entries):
        wide = (name + "\x00").encode("utf-16-le")
        size = len(mini) if kind == _ROOT else len(data)
        directory += wide.ljust(64, b"\x00") + struct.pack(
            "<HBBLLL16sLQQLQ", len(wide), kind, 1, _NONE, right.get(index, _NONE), kids[0] if kids else _NONE,
            bytes(16), 0, 0, 0, starts[index] if kind != _STORAGE else 0, size,
        )  # fmt: skip
    directory += bytes(-len(directory) % _SECTOR)
    first_directory = store(directory)
    # The allocation table lists its own sectors too.
    needed = 1
    while (len(sectors) + needed) * 4 > needed * _SECTOR:
        needed += 1
    table_at = len(sectors)
    chain += [_FAT] * needed
    table = b"".join(struct.pack("<L", link) for link in chain).ljust(needed * _SECTOR, b"\xff")
    sectors += [table[i : i + _SECTOR] for i in range(0, len(table), _SECTOR)]
    header = struct.pack(
        "<8s16sHHHHH6sLLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6),
        0, needed, first_directory, 0, _CUTOFF, mini_fat, (len(mini_chain) * 4 + _SECTOR - 1) // _SECTOR, _END, 0,
        table_at,
    )  # fmt: skip
    header += b"".join(struct.pack("<L", table_at + n) for n in range(1, needed))
    return header.ljust(_SECTOR, b"\xff") + b"".join(sectors)
