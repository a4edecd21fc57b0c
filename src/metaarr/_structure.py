"""The structures: what a NumPy function does to the elements of its arguments.

A structure is a fact about NumPy and says nothing of metadata. Each row of the table (``_table.py``) names one;
each scope of metadata (``_kind.py``) answers each of them with one method of the same name.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._call import Call
    from ._kind import Kind
    from ._proposal import Proposal


class Structure(Enum):
    """What a NumPy function does to elements; the value is the name of the method that answers it."""

    QUERY = "query"
    """Asks about shape, dtype or memory; no array comes out."""

    ELEMENTWISE = "elementwise"
    """Each result element depends on the operand elements at its own (broadcast) place."""

    REARRANGE = "rearrange"
    """Each result element is one operand element; only places change."""

    JOIN = "join"
    """Elements of several operands come together in one result."""

    ASSIGN = "assign"
    """Elements are written into the first argument in place."""

    REDUCE = "reduce"
    """Axes are folded into one value each."""

    ARGREDUCE = "argreduce"
    """Axes are folded into the position of one element."""

    ACCUMULATE = "accumulate"
    """A running fold along an axis."""

    STENCIL = "stencil"
    """Each result element depends on neighbours along an axis."""

    ORDER = "order_"
    """Elements are put in the order of their values along an axis (or that order is returned)."""

    SEARCH = "search"
    """Positions come out, found by looking at values."""

    SET = "set_"
    """Distinct values, and the algebra of sets."""

    CONTRACT = "contract"
    """Sums of products over axes that the operands share."""

    LINALG = "linalg"
    """A matrix is solved or decomposed: every result element depends on all of it."""

    TRANSFORM = "transform"
    """An axis becomes another axis (Fourier)."""

    BIN = "bin_"
    """Elements are counted into bins."""

    CREATE = "create"
    """A new array from numbers, a file or ``like=``."""

    LIKE = "like"
    """A new array of the shape and dtype of a template."""

    COMPARE = "compare"
    """One truth value about whole arrays."""

    APPLY = "apply"
    """A function of the caller is applied along axes: it is given our arrays, and no kind is asked (``_apply.py``)."""

    TEXT = "text"
    """The array is printed."""

    IO = "io"
    """The array is written as bytes."""

    INDEX = "index_"
    """Integers, bits and calendars: arguments are plain arrays by nature."""

    POLY = "poly"
    """Polynomials, given by arrays of coefficients."""

    def answer(self, kind: Kind, call: Call) -> Proposal:
        """Ask `kind` for its part in `call`."""
        method: Callable[[Call], Proposal] = getattr(kind, self.value)
        return method(call)
