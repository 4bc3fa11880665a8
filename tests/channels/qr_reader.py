"""Reads a QR code back to its text, from its modules alone: no code of the program or of its QR library is used.

Versions 1 to 6, correction level M and byte mode, which is what a link needs. It corrects nothing: the modules come
from a file, not from a camera.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator

Modules = list[list[bool]]
"""Rows of modules, true where they are black; without the quiet zone unless it says so."""
BLOCKS = {1: (1, 16), 2: (1, 28), 3: (1, 44), 4: (2, 32), 5: (2, 43), 6: (4, 27)}
"""For level M by version: how many blocks, and how many data bytes each has."""
ALIGNED = {2: 18, 3: 22, 4: 26, 5: 30, 6: 34}
FORMAT_MASK, LEVEL_M, BYTES = 0b101010000010010, 0b00, 0b0100
HIDES: dict[int, Callable[[int, int], bool]] = {
    0: lambda row, column: (row + column) % 2 == 0,
    1: lambda row, _: row % 2 == 0,
    2: lambda _, column: column % 3 == 0,
    3: lambda row, column: (row + column) % 3 == 0,
    4: lambda row, column: (row // 2 + column // 3) % 2 == 0,
    5: lambda row, column: row * column % 2 + row * column % 3 == 0,
    6: lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    7: lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
}


def text_of(modules: Modules) -> str:
    """The text that a code carries."""
    size = len(modules)
    version = (size - 17) // 4
    level, mask = _format(modules)
    assert level == LEVEL_M
    hides = HIDES[mask]
    bits = [modules[row][column] ^ hides(row, column) for row, column in _data_places(size, version)]
    stream = _unwoven(_numbers(bits, 8), version)
    found = [bool(byte >> place & 1) for byte in stream for place in range(7, -1, -1)]
    assert _number(found[:4]) == BYTES
    length = _number(found[4:12])
    return bytes(_numbers(found[12 : 12 + 8 * length], 8)).decode()


def level_and_mask(modules: Modules) -> tuple[int, int]:
    """The correction level as it is written (0 is M), and the number of the mask."""
    return _format(modules)


def _format(modules: Modules) -> tuple[int, int]:
    """The correction level and the mask, from the strip at the upper left finder."""
    strip = [modules[8][column] for column in (0, 1, 2, 3, 4, 5, 7, 8)] + [
        modules[row][8] for row in (7, 5, 4, 3, 2, 1, 0)
    ]
    number = _number(strip) ^ FORMAT_MASK
    return number >> 13, number >> 10 & 7


def _data_places(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Where data stands, in reading order: pairs of columns from the right, upwards and downwards in turn."""
    columns = [column for column in range(size - 1, 0, -2) if column > 6] + [5, 3, 1]
    for turn, column in enumerate(columns):
        for row in range(size) if turn % 2 else range(size - 1, -1, -1):
            yield from ((row, place) for place in (column, column - 1) if not _is_fixed(row, place, size, version))


def _is_fixed(row: int, column: int, size: int, version: int) -> bool:
    """Whether a module belongs to a finder, a timing line, the format or the alignment mark."""
    corner = (row < 9 and column < 9) or (row < 9 and column >= size - 8) or (row >= size - 8 and column < 9)
    centre = ALIGNED.get(version, -9)
    return corner or 6 in (row, column) or (abs(row - centre) <= 2 and abs(column - centre) <= 2)


def _unwoven(codewords: list[int], version: int) -> list[int]:
    """The data bytes block after block; they are written one of each block in turn."""
    count, length = BLOCKS[version]
    return [codewords[place * count + block] for block in range(count) for place in range(length)]


def _numbers(bits: list[bool], length: int) -> list[int]:
    return [_number(bits[start : start + length]) for start in range(0, len(bits) - length + 1, length)]


def _number(bits: list[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in bits), 2)


def modules_of_png(content: bytes) -> tuple[Modules, int]:
    """The modules of a one-bit greyscale or palette picture, its white edge included, and its width in pixels."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, place = dict[bytes, bytes](), 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind = content[place + 4 : place + 8]
        chunks[kind] = chunks.get(kind, b"") + content[place + 8 : place + 8 + length]
        place += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, colour) == (1, 0)
    raw, line = zlib.decompress(chunks[b"IDAT"]), 1 + -(-width // 8)
    rows, above = list[bytes](), bytes(line - 1)
    for start in range(0, height * line, line):
        above = _unfiltered(raw[start], raw[start + 1 : start + line], above)
        rows.append(above)
    pixels = [[not row[column // 8] >> 7 - column % 8 & 1 for column in range(width)] for row in rows]
    first = next(number for number, row in enumerate(pixels) if any(row))
    start = pixels[first].index(True)
    finder = pixels[first].index(False, start) - start
    unit = finder // 7
    return [row[unit // 2 :: unit] for row in pixels[unit // 2 :: unit]], width


def _unfiltered(how: int, row: bytes, above: bytes) -> bytes:
    """A row of a picture that is written as it is (0) or as what differs from the row above (2)."""
    assert how in (0, 2)
    return row if how == 0 else bytes((byte + over) % 256 for byte, over in zip(row, above, strict=True))


def modules_of_svg(content: str) -> tuple[Modules, int]:
    """The modules of a drawing of one path of strokes, its white edge included, and how many modules wide it is."""
    (drawn,) = re.findall(r'class="qrline"[^>]* d="([^"]+)"', content)
    (width,) = (int(found) for found in re.findall(r'fill="#fff" d="M0 0h(\d+)v\1h-\1z"', content))
    modules = [[False] * width for _ in range(width)]
    x = y = 0.0
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]+)", drawn):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if kind == "h":
            for column in range(int(x), int(x + values[0])):
                modules[int(y)][column] = True
            x += values[0]
        elif kind == "M":
            x, y = values
        else:
            x, y = x + values[0], y + values[1]
    return modules, width


def inner(modules: Modules, edge: int) -> Modules:
    """The modules inside the white edge, which has to be white."""
    size = len(modules) - 2 * edge
    for number, row in enumerate(modules):
        whole = edge <= number < edge + size
        assert not any(row[:edge] + row[edge + size :] if whole else row)
    return [row[edge : edge + size] for row in modules[edge : edge + size]]
