"""The rows of the checklist: each has a number, a title and the calls that it asks about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from .case import Case
from .report import Finding

Findings: TypeAlias = Iterator[Finding]


@dataclass(frozen=True)
class Row:
    """One row: what to ask a class about one protocol of NumPy or Python."""

    number: int
    title: str
    ask: Callable[[Case], Findings]

    @property
    def test_name(self) -> str:
        """Name of the test of this row."""
        return f"test_row_{self.number:02}_{self.ask.__name__}"


ROWS: dict[int, Row] = {}
"""Number → row; filled by the modules beside this one."""


def row(number: int, title: str) -> Callable[[Callable[[Case], Findings]], Callable[[Case], Findings]]:
    """Register a function that gives the findings of a row; the name of the test is made of its name."""

    def register(ask: Callable[[Case], Findings]) -> Callable[[Case], Findings]:
        ROWS[number] = Row(number, title, ask)
        return ask

    return register
