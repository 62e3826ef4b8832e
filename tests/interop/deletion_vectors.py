"""Deletion vectors of Delta tables, written: by the format's specification
alone, for tests of who reads them.
"""

import struct
import zlib

DIGITS = (
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ".-:+=^!/*?&<>()[]{}@%$#"
)


def z85(data):
    """As ZeroMQ RFC 32 has it; zeros fill up the last four bytes."""
    data += bytes(-len(data) % 4)
    text = ""
    for at in range(0, len(data), 4):
        word, five = int.from_bytes(data[at : at + 4], "big"), ""
        for _ in range(5):
            five = DIGITS[word % 85] + five
            word //= 85
        text += five
    return text


def _runs(rows):
    runs = []
    for row in rows:
        if runs and runs[-1][0] + runs[-1][1] + 1 == row:
            runs[-1][1] += 1
        else:
            runs.append([row, 0])
    return struct.pack("<H", len(runs)) + b"".join(
        struct.pack("<HH", *run) for run in runs
    )


def _container(rows, as_runs):
    if as_runs:
        return _runs(rows)
    if len(rows) <= 4096:
        return struct.pack(f"<{len(rows)}H", *rows)
    bits = bytearray(8192)
    for row in rows:
        bits[row // 8] |= 1 << row % 8
    return bytes(bits)


def _bitmap(rows, choose):
    parts = {}
    for row in rows:
        parts.setdefault(row >> 16, []).append(row & 0xFFFF)
    keys = sorted(parts)
    runs = [choose(key) for key in keys]
    head = struct.pack("<II", 12346, len(keys))
    if any(runs):
        bits = bytearray((len(keys) + 7) // 8)
        for i, is_run in enumerate(runs):
            bits[i // 8] |= is_run << i % 8
        head = struct.pack("<HH", 12347, len(keys) - 1) + bytes(bits)
    for key in keys:
        head += struct.pack("<HH", key, len(parts[key]) - 1)
    data = [_container(parts[k], r) for k, r in zip(keys, runs)]
    if not any(runs) or len(keys) >= 4:
        at = len(head) + 4 * len(keys)
        for part in data:
            head += struct.pack("<I", at)
            at += len(part)
    return head + b"".join(data)


def vector(rows, choose=lambda key: False):
    """The bytes of one of those rows; choose(key): that container is runs."""
    parts = {}
    for row in sorted(rows):
        parts.setdefault(row >> 32, []).append(row & 0xFFFFFFFF)
    data = struct.pack("<IQ", 1681511377, len(parts))
    for key in sorted(parts):
        data += struct.pack("<I", key) + _bitmap(parts[key], choose)
    return data


def in_file(data):
    """The bytes as a file has them, after its version."""
    return (
        struct.pack(">I", len(data)) + data
        + struct.pack(">I", zlib.crc32(data))
    )
