"""The content as it was written, read and typed but not yet compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core import model, sheets
from bot.core.phrasings import Phrasings
from bot.core.problems import Positions


@dataclass(frozen=True, slots=True)
class Pages:
    """The content as models, with the positions of every file. `edition` changes when the content does."""

    cover: model.Cover
    shared: model.Shared
    policy: model.Policy
    rules: sheets.Rules
    sources: sheets.Sources
    regions: sheets.Regions
    cases: sheets.Cases
    names: sheets.Names
    flows: Mapping[str, model.Flow]
    cards: Mapping[str, model.Card]
    positions: Mapping[str, Positions]
    edition: str
    phrasings: Phrasings = field(default_factory=Phrasings)
