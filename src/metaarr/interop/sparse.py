"""scipy.sparse and PyData/Sparse: ``S @ x`` and element-wise operations with our arrays, in both orders.

A sparse array is bare data: it has no unit, mask or labels, and it does not become one of our arrays, which are dense.
In a matrix product it stays sparse, and each kind of metadata answers as for a plain matrix. Element-wise the result is
dense; it is computed where the other operand is dense and has that shape already. See decision record 0012.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _run
from .._call import UfuncCall, is_ours
from .._errors import UnsupportedError
from .._foreign import row_of
from .._proposal import flat_leaves
from .._structure import Structure
from .._table import ufunc_row
from ._giving_way import ARITHMETIC, give_way, methods_give_way

_METHODS = {"dot": np.matmul, "multiply": np.multiply, "maximum": np.maximum, "minimum": np.minimum}
"""Methods that take a dense array."""


def adapt(library: ModuleType) -> None:
    """Have sparse arrays leave operations with arrays of ours to us."""
    for cls in _classes(library):
        give_way(cls, ARITHMETIC)
        methods_give_way(cls, _METHODS)


def _classes(library: ModuleType) -> Iterator[type]:
    """The library's array classes, and the classes of its own that they inherit from."""
    root = library.__name__
    kinds = {kind for kind in vars(library).values() if isinstance(kind, type) and hasattr(kind, "nnz")}
    for base in {base for kind in kinds for base in kind.__mro__}:
        if base.__module__.startswith(root):
            yield base


def read(array: Any, *, copy: bool | None) -> Any:
    """Refuse a sparse array: its dense form is not made by accident."""
    dense = _dense_name(array)
    raise UnsupportedError(
        f"a sparse array of shape {tuple(array.shape)} would become a dense one; metaarr.from_any(x.{dense}(), units) "
        "makes it on purpose, and S @ x and element-wise operations take it as it is"
    )


def _dense_name(array: Any) -> str:
    return "toarray" if hasattr(array, "toarray") else "todense"


def _dense(array: Any) -> NDArray[Any]:
    return np.asarray(getattr(array, _dense_name(array))())


def _is_sparse(value: Any) -> bool:
    row = row_of(type(value))
    return row is not None and row.adapter == "sparse"


def answer(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Answer a ufunc of sparse arrays and ours."""
    name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
    if method != "__call__" or len(inputs) != 2:
        raise UnsupportedError(f"{name} of a sparse array: make it dense first, with x.{_remedy(inputs)}()")
    if ufunc is np.multiply and any(_is_matrix(x) for x in inputs):
        raise UnsupportedError(
            "'*' of a sparse matrix (spmatrix) is the matrix product, and of our arrays the element-wise one; "
            "write S @ x, or make S a sparse array with csr_array(S)"
        )
    if ufunc is np.matmul:
        return _product(inputs, kwargs, name)
    return _element_wise(ufunc, inputs, kwargs, name)


def _remedy(inputs: tuple[Any, ...]) -> str:
    return next(_dense_name(x) for x in inputs if _is_sparse(x))


def _is_matrix(value: Any) -> bool:
    return any(base.__name__ == "spmatrix" for base in type(value).__mro__)


def _element_wise(ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any], name: str) -> Any:
    """Compute on the dense form where an operand is that large already."""
    shapes = [np.shape(x) if not _is_sparse(x) else tuple(x.shape) for x in inputs]
    whole = np.broadcast_shapes(*shapes)
    if any(shape != whole for x, shape in zip(inputs, shapes, strict=True)):
        raise UnsupportedError(
            f"{name} of a sparse array and one of shape {shapes[not _is_sparse(inputs[1])]}: the result would be a "
            f"dense array of shape {whole}; scale the sparse array by plain numbers and put the unit on what it meets, "
            f"or make it dense with x.{_remedy(inputs)}()"
        )
    return ufunc(*(_dense(x) if _is_sparse(x) else x for x in inputs), **kwargs)


class _Product(UfuncCall):
    """A matrix product one of whose operands is sparse: the kinds see a stand-in of its shape, the product does not."""

    __slots__ = ("matrix", "sparse", "stand_in")

    def __init__(self, inputs: tuple[Any, ...]) -> None:
        self.sparse = next(i for i, x in enumerate(inputs) if _is_sparse(x))
        self.matrix = matrix = inputs[self.sparse]
        self.stand_in = np.broadcast_to(np.ones((), matrix.dtype), matrix.shape)  # one element of memory
        seen = tuple(self.stand_in if i == self.sparse else x for i, x in enumerate(inputs))
        row = ufunc_row(np.matmul)
        assert row is not None
        super().__init__(np.matmul, "__call__", row, Structure.CONTRACT, seen, {})

    def product(self) -> NDArray[Any]:
        """The product of the sparse operand and the bare one."""
        values = [o.bare for o in self.operands]
        values[self.sparse] = self.matrix
        found = operator.matmul(*values)
        return _dense(found) if _is_sparse(found) else np.asarray(found)


def _product(inputs: tuple[Any, ...], kwargs: dict[str, Any], name: str) -> Any:
    if kwargs:
        raise UnsupportedError(f"{name} of a sparse array takes no {', '.join(kwargs)}; use S @ x")
    other = next((x for x in inputs if not _is_sparse(x)), None)
    if other is None or not is_ours(other) or other.ndim > 2:
        raise UnsupportedError(f"{name} of a sparse array takes arrays of one or two axes; loop over the others")
    call = _Product(inputs)
    for kind in call.kinds():
        kind.arrange(call)
    kinds = call.kinds()
    proposals = [kind.answer(call) for kind in kinds]
    special = [k.name for k, p in zip(kinds, proposals, strict=True) if p.compute or p.around or p.arguments]
    if special:
        raise call.refuse(
            f"a sparse array does not know what {', '.join(special)} want of a product",
            "choose a value for masked elements with .filled(value) first",
        )
    _run.prepare(call, proposals)
    if call.operands[call.sparse].bare is not call.stand_in:
        raise call.refuse("the numbers of a sparse array would be converted", "bring the other operand to a plain unit")
    result = call.product()
    leaves = flat_leaves(result)
    return _run.pack(result, _run.types_of(call), kinds, [p.metas(leaves)[0] for p in proposals], np.asarray)
