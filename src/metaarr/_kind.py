"""The base class of all kinds of metadata: what a kind answers to NumPy, and its steps on the hot path.

There is one method for each member of :class:`~metaarr._structure.Structure`; what a kind has no answer for is refused.
What follows from what the metadata are attached to stands once, in the scopes (``_per_array.py`` …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _declaration as declaration
from . import _identity
from ._call import Call, Operand, bare
from ._errors import UnsupportedError
from ._proposal import ABSENT, NOTHING, Proposal
from ._repr import printed
from ._sameness import identical
from ._structure import Structure
from ._table import ufunc_row

if TYPE_CHECKING:
    from ._array import MetaArray
    from ._axes.maps import AxisMap

Step = Callable[[Any, Any, Any, Any], Any]
"""``(meta_a, meta_b, a, b) → meta of the result`` or :data:`BAIL`; a and b are bare arrays or plain operands."""


MoveStep = Callable[[Any, Any, tuple[Any, ...], dict[str, Any]], Any]
"""``(meta, bare data, other arguments by position, by name) → meta of the result``, or :data:`BAIL`."""


class _Bail:
    """Type of :data:`BAIL`: the fast path does not hold for these operands, take the general one."""


BAIL = _Bail()


class Merge:
    """A ``Step`` that needs nothing but the two companions: a ufunc of them."""

    __slots__ = ("merge",)

    def __init__(self, merge: np.ufunc) -> None:
        self.merge = merge

    def __call__(self, one: Any, other: Any, a: Any, b: Any) -> Any:
        return np.asarray(self.merge(one, other))


class Combine:
    """A ``Step`` for values of whole arrays: the first operand's where both have the same object."""

    __slots__ = ("combine",)

    def __init__(self, combine: Callable[[Any, Any], Any]) -> None:
        self.combine = combine

    def __call__(self, one: Any, other: Any, a: Any, b: Any) -> Any:
        return one if one is other else self.combine(one, other)


_created = count()


class Kind:
    """One kind of metadata: a data descriptor on the classes that carry it, and its answers to NumPy.

    Attributes
    ----------
    name
        The attribute under which arrays show it.
    order
        Place in the record of metadata of an array; the same in every class.
    keywords
        The constructor keywords it takes; its own name unless a kind says otherwise.
    hides
        Whether some elements have no visible value because of it (masks).
    per_array
        Whether a view of the same class can take the metadata over as they are.
    per_element
        Whether the metadata are an array that is indexed as the data are.
    rules
        Function → ``(kind, call) → Proposal``, where it differs from what the structure says.
    """

    name: str = ""
    decides: ClassVar[tuple[str, ...]] = ("answer", "arrange")
    """Methods of a scope on which all of its answers rest: who overrides one must be asked on every call."""
    keywords: tuple[str, ...] = ()
    hides: ClassVar[bool] = False
    per_array: ClassVar[bool] = False
    per_element: ClassVar[bool] = False
    rules: ClassVar[Mapping[Callable[..., Any], Callable[[Any, Call], Proposal]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.__module__.startswith("metaarr."):  # ours are tested
            declaration.answers(cls.__name__, vars(cls))
            cls.rules = {declaration.key_of(func): rule for func, rule in cls.rules.items()}

    def __init__(self) -> None:
        self.replaces: set[Kind] = set()
        """Fields of the same name that this one takes the place of, in subclasses of their classes."""
        self.has_twins = False
        """Whether it takes the place of another field, or another takes its place, in a subclass."""
        self.order: tuple[Any, ...] = (0, next(_created))
        self.owner: type | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        if not self.name:
            self.name = name
            self.owner = owner
            if self.order[0] == 0:  # else it has a place of its own
                self.order = _identity.place(owner, name, self.order[-1])
            self.keywords = self.keywords or (name,)

    def __reduce__(self) -> tuple[Any, ...]:
        return _identity.reduced(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        if not vars(self):  # else it is here already
            vars(self).update(state)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    def __get__(self, array: MetaArray | None, owner: type | None = None) -> Any:
        if array is None:
            return self
        return self.expose(array, array._meta[type(array)._index[self]])

    def __set__(self, array: MetaArray, value: Any) -> None:
        meta = self.accept({self.keywords[0]: value}, bare(array), ABSENT)[1]
        array._replace(self, self.settled(meta, array))

    def __delete__(self, array: MetaArray) -> None:
        raise AttributeError(f"{self.name} cannot be deleted; arrays of a class have all of its fields")

    # --- life of the metadata of one array ---

    def neutral(self, data: np.ndarray) -> Any:
        """Metadata of plain data that became one of our arrays by a view."""
        raise NotImplementedError

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Any]:
        """Check what the caller gave for an array under construction.

        Parameters
        ----------
        given
            Values of this kind's keywords.
        data
            The bare data.
        present
            Metadata that came with the data, or ``ABSENT``.

        Returns
        -------
        tuple
            The data (converted where the metadata ask for it) and the metadata.
        """
        raise NotImplementedError

    def check_dtype(self, dtype: np.dtype[Any]) -> None:
        """Refuse data of a dtype that metadata of this kind cannot speak of."""

    def expose(self, array: MetaArray, meta: Any) -> Any:
        """Give what the attribute answers."""
        return meta

    def copied(self, meta: Any) -> Any:
        """Metadata for a copy of the array."""
        return meta

    def same(self, one: Any, other: Any) -> bool:
        """Whether two metadata are the same: nothing tells them apart."""
        return identical(one, other)

    def settled(self, meta: Any, array: MetaArray) -> Any:
        """Give what :meth:`accept` gave in the terms of an array that has all its other metadata; raise if it cannot.

        Asked where an array is made by its class and where the attribute is set.
        """
        return meta

    def in_unit(self, meta: Any, unit: Any) -> Any:
        """Give metadata for an array whose numbers are converted to `unit`."""
        return meta

    def arranged(self, meta: Any, move: Callable[[Any], Any], axis_map: AxisMap, shape: tuple[int, ...]) -> Any:
        """Metadata of an array of `shape` whose elements are moved by `move`, and its axes as `axis_map` says."""
        return meta

    def taken_over(self, meta: Any) -> Any:
        """Give metadata of a field that this one takes the place of, or that takes its place, as its own."""
        return meta

    def put(self, array: MetaArray, meta: Any) -> None:
        """Give an array other metadata of this kind, as they are: nothing is checked."""
        array._replace(self, meta)

    def store(self, meta: Any) -> Any:
        """Give what pickles hold."""
        return meta

    def restore(self, stored: Any) -> Any:
        """Give the metadata back from what :meth:`store` gave."""
        return stored

    def described(self, meta: Any) -> str:
        """Give the text that ``repr`` shows, empty for nothing."""
        return f"{self.name}={meta!r}"

    def suffix(self, meta: Any, spec: str = "") -> str:
        """Give the text that ``str`` shows after the values, empty for nothing."""
        return ""

    def is_neutral(self, meta: Any) -> bool:
        """Whether nothing is lost if an array drops these metadata."""
        return False

    def overwrite(self, array: MetaArray, meta: Any) -> None:
        """Take over the metadata of an array whose data were written into `array`."""
        array._replace(self, meta)

    def as_number(self, value: Any, meta: Any, what: str, args: tuple[Any, ...], any_unit: bool) -> Any:
        """Give `value` where it means the same without these metadata, None for a hidden one; raise otherwise."""
        return value

    def as_key(self, value: Any, meta: Any) -> Any:
        """Give something hashable that is equal for all values that mean the same as the element `value`."""
        return value

    # --- indexing ---

    def as_index(self, index: Any, meta: Any, array: MetaArray) -> Any:
        """Give an index array that carries this kind as NumPy should use it."""
        return index

    def require_fields(self, meta: Any, value: Operand, array: MetaArray) -> None:
        """Refuse to write `value` into some fields of `array` where that would not leave the others as they are."""
        return

    def index(self, meta: Any, key: Any, data: np.ndarray) -> Any:
        """Metadata of ``array[key]``; `key` holds plain arrays only, `data` is the indexed array."""
        raise NotImplementedError

    def apart(self, meta: Any, other: Any, shape: tuple[int, ...]) -> Any:
        """Metadata of the second operand of an outer product, of `shape`; `other` are those of the first."""
        return meta

    # --- the hot path ---

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Give a function ``meta → meta`` for calls of one operand, ``None`` to decide each, or ABSENT."""
        return None

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Step | None:
        """Give a ``Step`` for calls of two operands, ``None`` to decide each call on the general path."""
        return None

    def inplace_step(self, ufunc: np.ufunc, number: bool) -> Callable[[Any, Any, Any, Any], bool] | None:
        """Give a check ``(meta_a, meta_b, a, b)`` under which ``ufunc(a, b, out=a)`` changes data only.

        Where the second operand is a plain `number`, its metadata are None. Kinds that hide elements are not asked.
        """
        return None

    def takes(self, meta: Any, other: Any) -> bool:
        """Whether elements with the metadata `other` can be written into an array with `meta` as they are."""
        return False

    def move_step(self, func: Callable[..., Any]) -> MoveStep | None:
        """Give a ``MoveStep`` for a function that only moves elements, None to decide each call."""
        return None

    def reduce_step(self, func: Any) -> Any:
        """Give a function ``(meta, data, axis) → meta`` (or BAIL), None, or ABSENT.

        It is for ``func.reduce`` of a ufunc, or for a function that folds axes, such as ``np.mean``.
        """
        return None

    # --- before the proposals ---

    def arrange(self, call: Call) -> None:
        """Bring the operands into one layout (names of axes to numbers, axes into one order)."""

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """Answer for an argument that is no array of the call (a selection, an index)."""
        raise call.refuse(
            f"{operand.name!r} carries {self.name}, which have no meaning there", f"pass np.asarray({operand.name})"
        )

    # --- outputs ---

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """Check that a result with `meta` may be written to `out`; give a conversion of its data if it needs one."""
        raise NotImplementedError

    def written(self, call: Call, out: Operand, meta: Any, where: Any) -> None:
        """Bring the metadata of `out` up to date after its data were written."""

    # --- one answer for each structure, and the exceptions ---

    def answer(self, call: Call) -> Proposal:
        """Give this kind's part in a call: by the rule of the function if it has one, else by its structure."""
        rule = self.rules.get(call.func)
        return call.structure.answer(self, call) if rule is None else rule(self, call)

    def answers_itself(self, scope: type[Kind], func: Callable[..., Any], structure: str = "") -> bool:
        """Whether this kind says something of its own of a function: then it must be asked each time.

        What `scope` says is known. The structure is that of the ufunc, unless `structure` names the method of the
        answer.
        """
        if not structure and isinstance(func, np.ufunc):
            row = ufunc_row(func)
            structure = Structure.ELEMENTWISE.value if row is None else row.structure.value
        return func in self.rules or any(
            getattr(type(self), name) is not getattr(scope, name) for name in (structure, *self.decides)
        )

    def refuse(self, call: Call) -> Proposal:
        """Refuse the call: there is no rule."""
        raise UnsupportedError(
            f"{call.name} has no rule for {self.name} ({type(self).__name__}); "
            f"call it on np.asarray(x) and give the result its metadata yourself"
        )

    def nothing(self, call: Call) -> Proposal:
        """Take no part: the result does not carry this kind."""
        return NOTHING

    def text(self, call: Call) -> Proposal:
        """Print as ``repr`` and ``str`` do."""
        return Proposal(compute=printed)

    query = nothing
    argreduce = nothing
    search = nothing
    elementwise = refuse
    rearrange = refuse
    join = refuse
    assign = refuse
    reduce = refuse
    accumulate = refuse
    stencil = refuse
    order_ = refuse
    set_ = refuse
    contract = refuse
    linalg = refuse
    transform = refuse
    bin_ = refuse
    create = refuse
    like = refuse
    compare = refuse
    io = refuse
    index_ = refuse
    poly = refuse
