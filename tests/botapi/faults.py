"""Faults by plan: what the next calls of a method meet instead of an answer, or with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.botapi.refusals import BAD, OTHER, Refused, refusal, too_many

BEFORE = frozenset({"timeout-before", "reset", "not-json"})
"""Nothing is done."""
AFTER = frozenset({"timeout-after", "reset-after", "half-body", "slow"})
"""The thing is done, but the bot hears it badly."""
REFUSALS = frozenset({"429", *BAD, *OTHER})
KINDS = BEFORE | AFTER | REFUSALS
ANY = "*"


@dataclass(slots=True, eq=False)
class Fault:
    """One planned fault. `hits` counts how often it has struck."""

    method: str
    kind: str
    times: int
    value: float = 1
    chat: int | None = None
    hits: int = 0

    @property
    def refusal(self) -> Refused:
        """What the bot is told, when this fault is a refusal."""
        return too_many(int(self.value)) if self.kind == "429" else refusal(self.kind)


@dataclass(slots=True)
class Faults:
    """The plan."""

    planned: list[Fault] = field(default_factory=list)

    def plan(self, fault: Fault) -> Fault:
        if fault.kind not in KINDS:
            raise ValueError(f"expected one of {', '.join(sorted(KINDS))}, got {fault.kind!r}")
        self.planned.append(fault)
        return fault

    def strike(self, method: str, chat: object) -> Fault | None:
        """The fault that this call meets, if any."""
        for fault in self.planned:
            if fault.method not in (method, ANY) or (fault.chat is not None and str(fault.chat) != str(chat)):
                continue
            fault.hits += 1
            if fault.hits >= fault.times:
                self.planned.remove(fault)
            return fault
        return None
