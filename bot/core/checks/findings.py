"""What a rule found on the states of a flow: where it was broken, and how many states met its premise."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_SHOWN = 5


@dataclass(slots=True)
class Finding:
    """One rule's result. A rule that no state met has proved nothing, and that is a fault too."""

    rule: str
    says: str
    met: int = 0
    broken: list[str] = field(default_factory=list)
    count: int = 0

    def break_at(self, where: str) -> None:
        """Remember a state where the rule does not hold; the first few are named, the rest counted."""
        self.count += 1
        if len(self.broken) < MOST_SHOWN:
            self.broken.append(where)


@dataclass(slots=True)
class Report:
    """The proof of one flow: its size and every rule's finding."""

    flow: str
    states: int = 0
    edges: int = 0
    outcomes: int = 0
    duty_lists: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)
    taps: list[int] = field(default_factory=list)

    @property
    def broken(self) -> list[Finding]:
        """The rules that do not hold."""
        return [finding for finding in self.findings.values() if finding.count]
