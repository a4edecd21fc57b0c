"""Covariance and correlation of variables of which some observations are masked.

Each pair of variables is compared by the observations in which both are visible, variances included: NumPy's own
function gets just those. Variables that are masked in the same places go together, so there is one call for each pair
of such groups.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._call import Call, Operand
from .._errors import MaskError
from .._proposal import Proposal
from .answers import BoolArray, answered, hidden_of, named
from .lines import Masked

if TYPE_CHECKING:
    from .kind import Mask

Array = NDArray[Any]
Matrix = Callable[[Array, BoolArray], Array | None]
"""Matrix of some variables by the valid observations; None where those are too few."""


def cov(kind: Mask, call: Call) -> Proposal:
    """Covariance; masked where a pair has too few observations together (no more than ``ddof``)."""
    return answered(_cov)


def corrcoef(kind: Mask, call: Call) -> Proposal:
    """Correlation; masked where a pair has fewer than two observations together."""
    return answered(_corrcoef)


def _cov(call: Call) -> Masked:
    variables, mask = _variables(call, named(call, "m"))
    weights = {o.name: o for o in call.operands if o.name in ("fweights", "aweights")}
    for operand in weights.values():
        if operand.shape != variables.shape[1:]:
            raise MaskError(
                f"np.cov: {operand.name} has shape {operand.shape}, there are {variables.shape[1]} observations; "
                "give one weight for each"
            )
        mask = mask | hidden_of(operand)
    options = _options(call, "bias", "ddof", "dtype")
    ddof = options.get("ddof", 0 if options.get("bias", False) else 1)

    def matrix(some: Array, valid: BoolArray) -> Array | None:
        numbers: dict[str, Any] = {name: np.asarray(o.bare)[valid] for name, o in weights.items()}
        enough = _degrees(numbers.get("fweights"), numbers.get("aweights"), int(valid.sum()), ddof) > 0
        return np.asarray(np.cov(some[:, valid], **numbers, **options)) if enough else None

    return _pairwise(matrix, variables, mask)


def _degrees(fweights: Array | None, aweights: Array | None, number: int, ddof: int) -> Any:
    """Give what NumPy divides by; 0 where all weights are."""
    if fweights is None and aweights is None:
        return number - ddof
    weights = np.asarray(1 if fweights is None else fweights) * (1 if aweights is None else aweights)
    total = weights.sum()
    if not total or not ddof:
        return total
    return total - (ddof if aweights is None else ddof * np.sum(weights * aweights) / total)


def _corrcoef(call: Call) -> Masked:
    options = _options(call, "dtype")

    def matrix(some: Array, valid: BoolArray) -> Array | None:
        return np.asarray(np.corrcoef(some[:, valid], **options)) if np.count_nonzero(valid) > 1 else None

    return _pairwise(matrix, *_variables(call, named(call, "x")))


def _options(call: Call, *names: str) -> dict[str, Any]:
    return {name: call.argument(name) for name in names if call.argument(name) is not None}


def _variables(call: Call, first: Operand | None) -> tuple[Array, BoolArray]:
    """Give the variables as rows, and what is masked, those of ``y`` after the others."""
    assert first is not None
    other, by_row = named(call, "y"), call.argument("rowvar", True)
    if len(first.shape) > 2 or (other is not None and len(other.shape) > 2):
        raise ValueError(f"{call.name}: the variables have more than 2 dimensions")
    rows, hidden = _as_rows(first, not by_row and len(first.shape) != 1)
    if other is None:
        return rows, hidden
    more, also_hidden = _as_rows(other, not by_row and len(other.shape) > 1 and other.shape[0] != 1)
    return np.concatenate((rows, more)), np.concatenate((hidden, also_hidden))


def _as_rows(operand: Operand, transpose: bool) -> tuple[Array, BoolArray]:
    both = np.array(operand.bare, ndmin=2), np.array(hidden_of(operand), ndmin=2)
    return (both[0].T, both[1].T) if transpose else both


def _pairwise(matrix: Matrix, variables: Array, mask: BoolArray) -> Masked:
    number = len(variables)
    values = np.zeros((number, number), np.result_type(variables, np.float64))
    hidden = np.ones((number, number), np.bool_)
    patterns, group = np.unique(mask, axis=0, return_inverse=True)
    for one, other in combinations_with_replacement(range(len(patterns)), 2):
        members = np.flatnonzero((group == one) | (group == other))
        found = matrix(variables[members], ~(patterns[one] | patterns[other]))
        if found is None:
            continue
        pairs = np.ix_(members, members)
        of_pair = group[members, np.newaxis] != group[members] if one != other else np.True_
        values = values.astype(found.dtype, copy=False)
        values[pairs] = np.where(of_pair, np.atleast_2d(found), values[pairs])
        hidden[pairs] &= ~of_pair
    return Masked(values.squeeze(), hidden.squeeze())
