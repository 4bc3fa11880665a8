"""Proves the rules of `_rules.yaml` on all states of a flow, and counts the states that met each premise.

A rule names its check: `duties` (which duties an outcome must, may not or may only have), `monotonic` (the ladders),
`equal-rank` (answers of one rank bring the same duties), or one of the checks of the shape of a flow: `one-way`,
`danger-first`, `help-visible`, `reachable`, `progress`, `dont-know`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.book import Book
from bot.core.checks.findings import Finding, Report
from bot.core.checks.ladders import Complete, Pairs
from bot.core.checks.states import ANY_DAY, Edge, State, walk_states
from bot.core.compile import Path
from bot.core.conditions import Value
from bot.core.duties import Due, duties_of
from bot.core.place import Place
from bot.core.sheets import Rule
from bot.core.turn import reply_at
from bot.core.walk import write_value


@dataclass(slots=True)
class _Proof:
    """One walk of all states: what was found so far, and the rules by the check that proves them."""

    book: Book
    path: Path
    report: Report
    rules: dict[str, list[tuple[Finding, Rule]]]
    complete: list[Complete] = field(default_factory=list)
    first: dict[str, State] = field(default_factory=dict)

    def findings(self, check: str) -> list[Finding]:
        """The findings of the rules that one check proves."""
        return [finding for finding, _ in self.rules.get(check, ())]


def prove(
    book: Book, path: Path, only: frozenset[str] | None = None, *, texts: bool = True, stop_early: bool = False
) -> Report:
    """Walk all states of a flow and test every rule of the book (or those in `only`) on them.

    `texts` also tells answers apart that only change words. `stop_early` ends at the first broken rule: enough to
    know that a fault is caught.
    """
    proof = _begin(book, path, only)
    for finding, rule in proof.rules.get("dont-know", ()):
        _dont_know(path, rule, finding)
    if stop_early and proof.report.broken:
        return proof.report
    for found in walk_states(book, path, texts=texts):
        if isinstance(found, Edge):
            _at_edge(proof, found)
        else:
            _at_state(proof, found)
        if stop_early and proof.report.broken:
            return proof.report
    _after_all(proof, stop_early=stop_early)
    proof.report.duty_lists = len({one.listed for one in proof.complete})
    return proof.report


def _begin(book: Book, path: Path, only: frozenset[str] | None) -> _Proof:
    report, by_check = Report(path.flow.flow), dict[str, list[tuple[Finding, Rule]]]()
    for name, rule in book.pages.rules.rules.items():
        if only is None or name in only:
            report.findings[name] = Finding(name, rule.says)
            by_check.setdefault(rule.check, []).append((report.findings[name], rule))
    return _Proof(book, path, report, by_check)


def _at_edge(proof: _Proof, edge: Edge) -> None:
    """Exactly one way is open for each answer, and the machine takes it; the way leads on."""
    proof.report.edges += 1
    for finding in proof.findings("one-way"):
        finding.met += 1
        if len(edge.open_to) != 1 or edge.went_to != edge.open_to[0]:
            opened = list(edge.open_to) or "no way"
            finding.break_at(f"{edge.state}: answer {edge.value} opens {opened}, the machine went to {edge.went_to}")
    for finding in proof.findings("progress"):
        finding.met += 1
        if edge.went_to in {edge.state.step, *(step for step, _ in edge.state.taken)}:
            finding.break_at(f"{edge.state}: answer {edge.value} leads back to {edge.went_to}")


def _at_state(proof: _Proof, state: State) -> None:
    proof.report.states += 1
    if state.step not in proof.first:
        proof.first[state.step] = state
        for finding in proof.findings("help-visible"):
            _help_visible(proof.book, proof.path, state, finding)
    _danger_first(proof, state)
    if state.ends:
        proof.report.outcomes += 1
        proof.report.taps.append(len(state.taken))
        if proof.path.flow.steps[state.step].outcome == "duties":
            _at_outcome(proof, state)


def _at_outcome(proof: _Proof, state: State) -> None:
    due = duties_of(proof.book.duties, state.known)
    for finding, rule in proof.rules.get("duties", ()):
        judge(proof.book, rule, finding, state, due)
    if proof.findings("monotonic") or proof.findings("equal-rank"):
        proof.complete.append(Complete.of(proof.book, proof.path, state.known, due))
    else:
        proof.complete.append(Complete((), (), (), tuple((one.id, one.strength) for one in due), frozenset()))


def _danger_first(proof: _Proof, state: State) -> None:
    """Immediate danger is the first thing asked, whatever follows."""
    for finding, rule in proof.rules.get("danger-first", ()):
        finding.met += 1
        first = state.taken[0][0] if state.taken else state.step
        if first not in rule.any_of:
            finding.break_at(f"{state}: the first question is {first}")


def judge(book: Book, rule: Rule, finding: Finding, state: State, due: tuple[Due, ...]) -> None:
    """Test a rule about duties on one outcome."""
    if not book.test(rule.when)(state.known.given(frozenset(one.id for one in due))):
        return
    finding.met += 1
    ids = (
        {one.id for one in due}
        | {f"{one.id}/{one.strength}" for one in due}
        | {f"{one.id}/{one.urgency}" for one in due}
    )
    missing = [name for name in rule.all_of if name not in ids]
    extra = [name for name in rule.none_of if name in ids]
    if missing:
        finding.break_at(f"{state}: without {', '.join(missing)}")
    if extra:
        finding.break_at(f"{state}: with {', '.join(extra)}")
    if rule.any_of and not ids & set(rule.any_of):
        finding.break_at(f"{state}: none of {', '.join(rule.any_of)}")
    if rule.exactly_one_of and len(ids & set(rule.exactly_one_of)) != 1:
        finding.break_at(f"{state}: not exactly one of {', '.join(rule.exactly_one_of)}")


def _after_all(proof: _Proof, *, stop_early: bool) -> None:
    for finding in proof.findings("reachable"):
        _reachable(proof, finding)
    monotonic, equal = proof.findings("monotonic"), proof.findings("equal-rank")
    if monotonic or equal:
        Pairs(proof.book, proof.path, monotonic, equal).compare(proof.complete, stop_early=stop_early)


def _reachable(proof: _Proof, finding: Finding) -> None:
    for step in proof.path.flow.steps:
        finding.met += 1
        if step not in proof.first:
            finding.break_at(f"no answers lead to the step {step}")
    for duty in _never_due(proof.book, proof.path, proof.complete):
        finding.break_at(f"no answers bring the duty {duty}")


def _never_due(book: Book, path: Path, complete: list[Complete]) -> list[str]:
    if not any(step.outcome == "duties" and step.ask == "end" for step in path.flow.steps.values()):
        return []
    found = {name for one in complete for name, _ in one.listed}
    return [name for name in book.pages.policy.duties if name not in found]


def _dont_know(path: Path, rule: Rule, finding: Finding) -> None:
    """Every ordered question can be answered "I don't know", says what that counts as, and never as the mildest."""
    for step, question in path.questions.items():
        if not question.gravity or step in rule.none_of:
            continue
        finding.met += 1
        counts_as, mildest = question.dont_know_counts_as, question.gravity[-1]
        unsure = "en-tieda" if "en-tieda" in (question.options or {}) else counts_as
        if unsure is None or counts_as is None:
            finding.break_at(f"{step}: “I don't know” is no answer, or does not say what it counts as")
        elif counts_as in mildest or unsure in mildest:
            finding.break_at(f"{step}: “I don't know” counts as {counts_as}, the mildest")


def _help_visible(book: Book, path: Path, state: State, finding: Finding) -> None:
    """The step shows 112 as a call and leads to the help screen, which begins with 112, in every language."""
    for tongue in book.tongues.values():
        finding.met += 1
        reply = reply_at(book, place_of(book, path, state.taken, tongue.lang), ANY_DAY)
        calls = [choice for choice in reply.choices if choice.kind == "call" and choice.tel == "112"]
        helps = [choice for choice in reply.choices if choice.place.over == "h"]
        if not calls or "112" not in calls[0].label or not helps or "112" not in helps[0].label:
            finding.break_at(f"{state.step} in {tongue.lang}: 112 is not shown, or nothing leads to help")
            continue
        helping = reply_at(book, helps[0].place, ANY_DAY)
        urgent = [block.text for block in helping.blocks if block.kind == "urgent"]
        if not urgent or "112" not in urgent[0].split("\n\n")[0]:
            finding.break_at(f"{state.step} in {tongue.lang}: the help screen does not begin with 112")


def place_of(book: Book, path: Path, taken: tuple[tuple[str, Value], ...], lang: str) -> Place:
    """The place where some answers have been given."""
    place = Place(path.flow.flow, lang)
    for step, value in taken:
        question = path.questions[step]
        place = place.having(question.key or "", write_value(book, question, value))
    return place
