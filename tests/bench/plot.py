"""Bars in an SVG file of the system's temp folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import gettempdir

NAME_WIDTH, BAR_WIDTH, ROW = 380, 520, 28
WIDTH = NAME_WIDTH + BAR_WIDTH + 80


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. Ours are drawn in another colour."""

    name: str
    value: float
    ours: bool = False


def drawn(title: str, bars: Sequence[Bar]) -> Path:
    """Draw bars from the longest name to the last value. Returns the file."""
    height = ROW * (len(bars) + 2)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">'
    white = '<rect width="100%" height="100%" fill="white"/>'
    heading = f'<text x="8" y="20" font-weight="bold">{escape(title)}</text>'
    file = Path(gettempdir()) / "huolipolku-bench.svg"
    file.write_text("\n".join([head, white, heading, *rows(bars), "</svg>\n"]), encoding="utf-8")
    return file


def rows(bars: Sequence[Bar]) -> Iterator[str]:
    """A name, a bar and its value for each."""
    longest = max(bar.value for bar in bars)
    for number, bar in enumerate(bars, 1):
        y, width = ROW * (number + 1), BAR_WIDTH * bar.value / longest
        yield f'<text x="{NAME_WIDTH - 8}" y="{y}" text-anchor="end">{escape(bar.name)}</text>'
        yield (f'<rect x="{NAME_WIDTH}" y="{y - 14}" width="{width:.1f}" height="18" '
               f'fill="{"#0b6e4f" if bar.ours else "#8a8d91"}"/>')  # fmt: skip
        yield f'<text x="{NAME_WIDTH + width + 6:.1f}" y="{y}">{bar.value:.2f}</text>'
