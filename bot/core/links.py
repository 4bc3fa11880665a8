"""Where this service is reached: addresses that may be shared. A link carries shared answers only, never a flow's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """The address of the Telegram bot (`https://t.me/…`) and of the web chat; empty when there is none."""

    bot: str = ""
    web: str = ""


def link_of(links: Links, token: str) -> dict[str, str]:
    """The addresses that open a place, by where they open it."""
    found = {"Telegram": f"{links.bot}?start={token}" if links.bot else "", "Web": f"{links.web}/{token}"}
    return {name: address for name, address in found.items() if address and (name != "Web" or links.web)}
