"""Where this service is reached: addresses that may be shared. A link carries shared answers only, never a flow's."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.place import Place

BOT, WEB = "Telegram", "Web"
"""The names of the ways in."""


@dataclass(frozen=True, slots=True)
class Links:
    """The address of the Telegram bot (`https://t.me/…`) and of the web chat; empty when there is none."""

    bot: str = ""
    web: str = ""


NOWHERE = Links()
"""Nothing is known of how people reach this service."""


def to_share(place: Place) -> Place:
    """What a link may carry of a place: its flow or card, its language and the shared answers."""
    return place.at(place.flow)


def link_of(links: Links, place: Place) -> dict[str, str]:
    """The addresses that open a place for others, by where they open it; a way in that is not known has none."""
    token = to_share(place)
    found = {BOT: links.bot and f"{links.bot}?start={token}", WEB: links.web and f"{links.web}/{token}"}
    return {name: address for name, address in found.items() if address}
