"""A chat as it looks on a phone 390 px wide: one HTML page without a script or another file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape

from tests.botapi.bubbles import Bubble, Button

WIDTH = 390
STYLE = """
*{box-sizing:border-box}
body{margin:0;width:390px;min-height:844px;background:#cfdcc8;font:16px/1.32 Roboto,"Noto Sans","Noto Color Emoji",
"DejaVu Sans",sans-serif;color:#000;display:flex;flex-direction:column}
header{position:sticky;top:0;background:#517da2;color:#fff;padding:12px 16px;font-weight:600;z-index:1}
header small{display:block;font-weight:400;opacity:.85;font-size:13px}
main{padding:8px;display:flex;flex-direction:column;gap:6px;flex:1;justify-content:flex-end}
article{max-width:326px;align-self:flex-start}
article.mine{align-self:flex-end}
.said{display:flow-root;background:#fff;border-radius:14px;padding:7px 10px 5px;white-space:pre-wrap;
overflow-wrap:anywhere;box-shadow:0 1px 1px #0003}
.mine .said{background:#e1ffc7}
.who{display:block;color:#3a7bb0;font-weight:600;font-size:14px}
time{float:right;margin:6px 0 0 10px;font-size:12px;color:#8b9aa5}
.mine time{color:#5fa35a}
.said a{color:#2678b6;text-decoration:none}
.said pre,.said code{font:14px/1.35 "DejaVu Sans Mono","Noto Sans Mono",monospace;background:#f0f3f5;border-radius:4px}
.said pre{margin:4px 0;padding:6px 8px;white-space:pre-wrap}
.said blockquote{margin:4px 0;padding:2px 8px;border-left:3px solid #4f9ad4;background:#4f9ad41a;border-radius:4px}
.said tg-spoiler{background:#999;color:transparent;border-radius:3px}
.reply{display:block;border-left:3px solid #4f9ad4;padding-left:8px;font-size:14px;color:#555;margin-bottom:4px;
white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.file{display:flex;gap:10px;align-items:center;padding:4px 0}
.file b{background:#4f9ad4;color:#fff;border-radius:50%;width:42px;height:42px;
display:grid;place-items:center;flex:none}
.file span{overflow-wrap:anywhere}.file small{display:block;color:#8b9aa5}
.row{display:flex;gap:4px;margin-top:4px}
.row span{flex:1 1 0;min-width:0;background:#6b8a66cc;color:#fff;border-radius:8px;padding:9px 6px;text-align:center;
font-size:15px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;position:relative}
.row i{position:absolute;top:1px;right:5px;font:11px sans-serif}
"""
SIGNS = {"url": "↗", "copy_text": "❐"}


def render(chat: Iterable[Bubble], title: str = "Polku", lang: str = "fi") -> str:
    """The page of a chat. Button labels are cut off where a phone cuts them off: one line, equal widths."""
    bubbles = list(chat)
    texts = {bubble.id: bubble.text for bubble in bubbles}
    shown = "".join(article(bubble, texts) for bubble in bubbles)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width={WIDTH}"><title>{escape(title)}</title>'
    return (
        f'<!doctype html><html lang="{escape(lang)}"><head>{head}<style>{STYLE}</style></head>'
        f"<body><header>{escape(title)}<small>bot</small></header><main>{shown}</main></body></html>"
    )


def article(bubble: Bubble, texts: dict[int, str]) -> str:
    """One message with the buttons under it."""
    clock = datetime.fromtimestamp(bubble.date, UTC).strftime("%H:%M")
    edited = "edited " if bubble.editions else ""
    said = f"{reply(bubble, texts)}{attached(bubble)}{bubble.html}<time>{edited}{clock}</time>"
    rows = "".join(f'<div class="row">{"".join(map(button, row))}</div>' for row in bubble.keyboard)
    side = ' class="mine"' if bubble.mine else ""
    return f'<article{side} data-id="{bubble.id}"><div class="said">{said}</div>{rows}</article>'


def reply(bubble: Bubble, texts: dict[int, str]) -> str:
    if bubble.reply_to is None:
        return ""
    first = texts.get(bubble.reply_to, "").partition("\n")[0]
    return f'<span class="reply">{escape(first) or "…"}</span>'


def attached(bubble: Bubble) -> str:
    if not bubble.media:
        return ""
    name = bubble.document.name if bubble.document else bubble.media
    size = f"<small>{len(bubble.document.data) / 1024:.1f} KB</small>" if bubble.document else ""
    return f'<div class="file"><b>↓</b><span>{escape(name)}{size}</span></div>'


def button(one: Button) -> str:
    sign = next((sign for name, sign in SIGNS.items() if getattr(one, name)), "")
    return f"<span>{escape(one.label)}{f'<i>{sign}</i>' if sign else ''}</span>"
