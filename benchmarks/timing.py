"""Timing a statement in rounds, the fastest of which counts."""

from collections.abc import Mapping
from math import inf
from timeit import Timer
from typing import Any

from .libraries import Operands

ROUND = 0.5e-3
"""Seconds that a round takes at least."""


class Timing:
    """A statement about the local variables a, b, c and d, and the seconds that its fastest round took per execution.

    Parameters
    ----------
    statement : str
        What to time.
    operands : Operands
        The values of a, b, c and d.
    names : mapping
        Modules that the statement uses.
    """

    def __init__(self, statement: str, operands: Operands, names: Mapping[str, Any]) -> None:
        self.timer = Timer(statement, "a, b, c, d = operands", globals={**names, "operands": operands})
        self.number = 1
        self.best = inf
        # The first execution makes plans and compares labels: it says nothing about how many executions fill a round.
        self.timer.timeit(1)
        while self.timer.timeit(self.number) < ROUND:
            self.number *= 2

    def run(self) -> None:
        """Time one more round."""
        self.best = min(self.best, self.timer.timeit(self.number) / self.number)
