"""What a kind of metadata answers to one call: a value, handed to the pipeline, that changes nothing by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ._call import Call

Array = Any  # an ndarray of any shape and dtype


class Absent:
    """Type of ``ABSENT``: an operand or a result has no metadata of this kind."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


class Later:
    """Metadata of the results as a function of the bare results, where shapes are known only afterwards."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[[list[Any]], Sequence[Any]]) -> None:
        self.function = function


class Each:
    """One metadata value for each result, where they differ."""

    __slots__ = ("values",)

    def __init__(self, *values: Any) -> None:
        self.values = values


class Proposal:
    """What one kind wants of a call; every check was made before it was built.

    Parameters
    ----------
    result
        Metadata of the results: one value for all of them, :class:`Each`, :class:`Later` or ``ABSENT``.
    convert
        Position of an operand → function of its bare data (a change of values, never of shape).
    arguments
        Parameters to set for the call on bare arrays.
    compute
        Takes the place of the call on bare arrays; at most one kind may ask for it.
    around
        ``(call, inner) → result``: surrounds the computation, whichever kind gives it (`inner` takes the call).
    commit
        Called after the data were written, where the call writes into an operand.
    """

    __slots__ = ("arguments", "around", "commit", "compute", "convert", "result")

    def __init__(
        self,
        result: Any = ABSENT,
        *,
        convert: Mapping[int, Callable[[Array], Array]] | None = None,
        arguments: Mapping[str, Any] | None = None,
        compute: Callable[[Call], Any] | None = None,
        around: Callable[[Call, Callable[[Call], Any]], Any] | None = None,
        commit: Callable[[], None] | None = None,
    ) -> None:
        self.result = result
        self.convert = convert
        self.arguments = arguments
        self.compute = compute
        self.around = around
        self.commit = commit

    def metas(self, leaves: list[Any]) -> Sequence[Any]:
        """Metadata for each of the bare results `leaves`."""
        result = self.result
        if isinstance(result, Later):
            return result.function(leaves)
        if isinstance(result, Each):
            return result.values
        return (result,) * len(leaves)


def unequal(call: Call) -> bool:
    """The computation of a comparison of arrays that differ before any element is looked at."""
    return False


NOTHING: Final = Proposal()
"""The kind has no part in the result and asks nothing of the call."""


def flat_leaves(result: Any) -> list[Any]:
    """Give the arrays of a nested result in order."""
    if isinstance(result, (tuple, list)):
        return [leaf for item in result for leaf in flat_leaves(item)]
    return [result]
