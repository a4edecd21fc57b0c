"""What becomes of the metadata in one call: the verdict of all oracles, and checks of other kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .case import PASSED, Call, Case, Judged, Outcome, Prepared, Sample, leaves, outcome
from .oracles import carried, moved, neutral_as_plain, written_otherwise
from .report import Finding, Verdict

EVERY = ("array", "element", "axis")
"""All scopes."""


class Failed(Exception):  # noqa: N818  what failed is a check, and no caller ever sees it
    """A check of a row failed."""

    def __init__(self, text: str, verdict: Verdict = Verdict.WRONG) -> None:
        super().__init__(text)
        self.verdict = verdict


def judge(
    case: Case,
    row: int,
    name: str,
    call: Call,
    *,
    data: Any = None,
    moves: bool = False,
    keeps: bool = False,
    aligns: bool = False,
    digits: bool = False,
    text: bool = False,
    numbers: bool = True,
    carries: tuple[str, ...] = ("array",),
    leak: bool = False,
) -> Finding:
    """Ask all oracles about a call.

    Parameters
    ----------
    case, row, name
        What is judged.
    call
        A function of an array.
    data
        Numbers to call it on, if not those of the samples.
    moves
        Whether elements of the result are elements of the array.
    keeps
        Whether each axis that is left keeps what it had.
    aligns
        Whether an operand takes over labels of another one along axes that it does not have itself.
    digits
        Whether the result depends on how numbers are written by its nature (rounding).
    text
        Whether texts come out.
    numbers
        Whether NumPy's own numbers are right where metadata say nothing.
    carries
        The scopes whose kinds floating-point results must have.
    leak
        Whether NumPy asks no class, so that none can stop a loss.
    """
    samples = case.samples if data is None else [Sample(sample.make, np.asarray(data)) for sample in case.samples]
    verdicts: list[Judged] = []
    for sample in samples:
        prepared = case.prepared(sample)
        verdict, answer = _answered(case, prepared, call, digits or text)
        verdicts.append(verdict)
        if answer is not None:
            found = [carried(case, answer.value, carries)]
            if moves:
                fields = [field for field in case.fields if not (aligns and field.scope == "axis")]
                found.append(moved(fields, prepared.source.value, sample.data, answer.value, keeps))
            verdicts += [judged for judged in found if judged[0].is_failure]
    if case.neutral is not None and numbers and not text:
        # What refuses is said above; this one is asked for what it finds wrong.
        judged = neutral_as_plain(case.prepared(samples[0]), call)
        verdicts += [judged] if judged[0].is_failure else []
    return Finding(row, name, *settled(verdicts, leak))


def settled(verdicts: list[Judged], leak: bool = False) -> Judged:
    """Give the worst of several; what passes once does not refuse."""
    worst = max(verdicts, key=lambda judged: judged[0])
    if worst[0].is_failure:
        return (Verdict.LEAKS, worst[1]) if leak else worst
    return min(verdicts, key=lambda judged: judged[0])


def _answered(case: Case, prepared: Prepared, call: Call, digits: bool) -> tuple[Judged, Outcome | None]:
    """Judge a call by what it gives of the same arrays written otherwise; give the answer if there is one to read."""
    if prepared.source.error is not None:
        return (Verdict.REFUSES, prepared.source.refused), None
    answer = outcome(call, prepared.source.value)
    if not prepared.is_unchanged():
        case.forget(prepared)
        return (Verdict.WRONG, "the call changed its operand"), None
    if answer.error is not None:
        return _of_error(answer, outcome(call, prepared.data.copy())), None
    unusable = outcome(lambda: [case.metadata(leaf) for leaf in leaves(answer.value)])
    if unusable.error is not None:
        return ((Verdict.WRONG if unusable.breaks else Verdict.REFUSES), unusable.refused), None
    verdicts = [
        written_otherwise(case, field, prepared, call, answer)
        for field in case.fields
        if field.rewrite is not None and not (digits and field.scaled)
    ]
    return max(verdicts, default=PASSED, key=lambda judged: judged[0]), answer


def _of_error(answer: Outcome, plain: Outcome) -> Judged:
    """Judge an error: one that plain numbers raise too is none of the class."""
    if isinstance(answer.error, Failed):
        return answer.error.verdict, str(answer.error)
    if plain.error is not None:
        return PASSED
    if answer.breaks:
        return Verdict.WRONG, f"breaks with {answer.refused}"
    return Verdict.REFUSES, answer.refused


def check(row: int, name: str, test: Callable[..., Any], *args: Any) -> Finding:
    """Run a check that raises :class:`Failed`; any other error is a refusal, or something that broke."""
    done = outcome(test, *args)
    if done.error is None:
        return Finding(row, name, Verdict.PASSES)
    if isinstance(done.error, Failed):
        return Finding(row, name, done.error.verdict, str(done.error))
    verdict = Verdict.WRONG if done.breaks else Verdict.REFUSES
    return Finding(row, name, verdict, done.refused)


def demand(holds: Any, text: str, verdict: Verdict = Verdict.WRONG) -> None:
    """Raise :class:`Failed` unless something holds."""
    if not holds:
        raise Failed(text, verdict)


def demand_same(case: Case, one: Any, other: Any, verdict: Verdict = Verdict.LOSES) -> None:
    """Raise :class:`Failed` unless two arrays are the same in everything."""
    if difference := case.difference(one, other):
        raise Failed(difference, verdict)
