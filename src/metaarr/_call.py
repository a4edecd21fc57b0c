"""One NumPy call made uniform: the function, its row, its operands with their metadata, and how to run it bare."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from ._errors import UnsupportedError
from ._foreign import adopted, require_known, speaks
from ._proposal import ABSENT
from ._sentinel import masked
from ._structure import Structure

if TYPE_CHECKING:
    from ._kind import Kind
    from ._row import Row

ndarray = np.ndarray
bare_view = np.ndarray.view


def kinds_of(value: object) -> tuple[Kind, ...]:
    """The kinds of metadata that `value` carries; none for anything that is not one of our arrays."""
    return getattr(type(value), "_kinds", ())


def is_ours(value: object) -> bool:
    """Whether `value` is a :class:`~metaarr.MetaArray`."""
    return hasattr(type(value), "_kinds")


def bare(value: Any) -> Any:
    """Give `value` as a plain ndarray that shares its memory; anything that is not ours comes back as it is."""
    return bare_view(value, ndarray) if is_ours(value) else value


class Role(Enum):
    """What a parameter is to the function."""

    ARRAY = "an array acted on"
    VALUE = "a value in the terms of the arrays"
    WHERE = "a selection"
    OUT = "an output"
    OTHER = "something else"


class Operand:
    """One argument that may carry metadata: its bare data and its metadata by kind."""

    __slots__ = ("bare", "metas", "name", "role", "source")

    def __init__(self, source: Any, name: str, role: Role) -> None:
        self.name = name
        self.role = role
        kinds = kinds_of(source)
        if not kinds and role is Role.OUT:
            require_known(source)
        elif not kinds:
            source = adopted(source)
            kinds = kinds_of(source)
        self.source = source
        if kinds:
            self.bare = bare_view(source, ndarray)
            self.metas: dict[Kind, Any] = dict(zip(kinds, source._meta, strict=True))
        else:
            self.bare = bare(source)
            self.metas = {}

    def get(self, kind: Kind) -> Any:
        """Metadata of `kind`, or ``ABSENT``."""
        return self.metas.get(kind, ABSENT)

    @property
    def hidden(self) -> Any:
        """Mask of the elements that have no visible value; None where all are visible."""
        for kind, meta in self.metas.items():
            if kind.hides:
                return meta
        return None

    @property
    def visible(self) -> Any:
        """The visible elements: as they are where nothing is hidden, else in one line."""
        hidden = self.hidden
        return self.bare if hidden is None else np.asarray(self.bare)[~hidden]

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the data."""
        return np.shape(self.bare)


class _Ref:
    """Stands in a call's arguments for the operand at `position`."""

    __slots__ = ("position",)

    def __init__(self, position: int) -> None:
        self.position = position


_ARRAY_ROLE = (Role.ARRAY, 0)
_PLAIN_ROLE = (Role.OTHER, 0)


_known_roles: dict[Callable[..., Any], dict[str, tuple[Role, int]]] = {}


def _roles(func: Callable[..., Any], row: Row) -> dict[str, tuple[Role, int]]:
    """Parameter name → its role, and whether it holds a sequence of arrays; worked out once for each function."""
    if func not in _known_roles:
        roles = {
            name.lstrip("*"): (role, name.count("*"))
            for names, role in ((row.index, Role.OTHER), (row.values, Role.VALUE), (row.arrays, Role.ARRAY))
            for name in names
        }
        roles |= {name: (role, 0) for name, role in ((row.out, Role.OUT), (row.where, Role.WHERE)) if name}
        _known_roles[func] = roles
    return _known_roles[func]


class Call:
    """What the kinds see of one call. Subclasses know how functions and ufuncs take their arguments."""

    __slots__ = ("func", "memo", "notes", "operands", "row", "structure")

    func: Callable[..., Any]
    row: Row
    structure: Structure
    operands: list[Operand]
    memo: Any
    """Something worked out once for all kinds (the permutation of a sort)."""
    notes: dict[Any, Any]
    """What a kind found out before the proposals."""

    @property
    def arrays(self) -> list[Operand]:
        """The arrays acted on."""
        return [o for o in self.operands if o.role is Role.ARRAY]

    def metas(self, kind: Kind) -> list[Any]:
        """Metadata of `kind` of all arrays and values that have it, in order."""
        return [o.metas[kind] for o in self.operands if kind in o.metas and o.role in (Role.ARRAY, Role.VALUE)]

    @property
    def outs(self) -> list[Operand]:
        """The outputs given by the caller."""
        return [o for o in self.operands if o.role is Role.OUT]

    @property
    def slots(self) -> list[Operand | None]:
        """For each result the output given for it, None where the caller gave none; empty if there are no outputs."""
        return list(self.outs)

    @property
    def value_names(self) -> tuple[str, ...]:
        """Parameters that carry values in the terms of the arrays."""
        return tuple(name.lstrip("*") for name in self.row.values)

    @property
    def name(self) -> str:
        """The function as an error message calls it."""
        raise NotImplementedError

    def argument(self, name: str, default: Any = None) -> Any:
        """Give the bare value of a parameter, or `default` where the caller gave none."""
        raise NotImplementedError

    def given(self) -> dict[str, Any]:
        """Every argument that has a name, bare; outputs are the pipeline's affair."""
        raise NotImplementedError

    def set_argument(self, name: str, value: Any) -> None:
        """Replace a parameter that is no operand for the call on bare arrays."""
        raise NotImplementedError

    def run(self, replace: Mapping[int, Any] | None = None, without: Collection[str] = ()) -> Any:
        """Call the public function on bare arrays.

        Parameters
        ----------
        replace
            Position of an operand → what to pass in its place (a companion array).
        without
            Parameters to leave out.
        """
        raise NotImplementedError

    def kinds(self) -> list[Kind]:
        """Every kind that an operand carries, in canonical order."""
        found = {kind for operand in self.operands for kind in operand.metas}
        return sorted(found, key=_order) if len(found) > 1 else list(found)

    def refuse(self, why: str, remedy: str) -> UnsupportedError:
        """Build the error for a call that has no meaning."""
        return UnsupportedError(f"{self.name}: {why}; {remedy}")


def _order(kind: Kind) -> tuple[Any, ...]:
    return kind.order


class FunctionCall(Call):
    """A call that came through ``__array_function__`` or a re-routed method."""

    __slots__ = ("arguments",)

    def __init__(self, func: Callable[..., Any], row: Row, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.func = func
        self.row = row
        self.structure = row.structure
        self.operands = []
        self.memo: Any = None
        self.notes: dict[Any, Any] = {}
        self.arguments: dict[str, Any] = {}
        roles = _roles(func, row)
        for name, value in row.bind(func, args, kwargs).items():
            role, depth = roles.get(name) or (_ARRAY_ROLE if row.takes_more(func, name) else _PLAIN_ROLE)
            if depth and not (depth == 2 and not isinstance(value, (list, tuple))):
                self.arguments[name] = self._sequence(value, name, role, depth == 2)
            elif role is not Role.OTHER or speaks(value):
                self.arguments[name] = self._operand(value, name, role)
            else:
                self.arguments[name] = self._inside(value, name)

    def _operand(self, value: Any, name: str, role: Role) -> Any:
        written = self.structure is Structure.ASSIGN and role is Role.ARRAY
        if written and not self.operands:
            require_known(value)  # the target
        if ((value is None or isinstance(value, str)) and not written) or (role is Role.OUT and value is Ellipsis):
            return value  # no array: an argument not given, einsum's subscripts
        if value is masked and not written:
            value = _masked_element()
        if role is not Role.OUT and type(value) in (list, tuple):
            value = self._gathered(value)
        self.operands.append(Operand(value, name, role))
        return _Ref(len(self.operands) - 1)

    def _gathered(self, value: Any) -> Any:
        """Give a list that holds our arrays as one array of ours; other lists as they are."""
        from ._construct import holds_ours, stacked

        return stacked(value) if holds_ours(value) else value

    def _sequence(self, value: Any, name: str, role: Role, nested: bool) -> Any:
        """Make an operand of each item: NumPy takes any iterable here, an array being one along its first axis."""
        return [
            self._sequence(item, name, role, True)
            if nested and isinstance(item, (list, tuple))
            else self._operand(item, name, role)
            for item in value
        ]

    def _inside(self, value: Any, name: str) -> Any:
        """Look for our arrays in a parameter that is no array by nature (a list of indices, say)."""
        if type(value) in (list, tuple) and any(speaks(item) for item in value):
            return self._operand(value, name, Role.OTHER)
        return value

    @property
    def name(self) -> str:
        """The function as an error message calls it."""
        module = self.func.__module__ or "numpy"
        return f"{module.replace('numpy', 'np', 1)}.{self.func.__name__}"

    def argument(self, name: str, default: Any = None) -> Any:
        """Give the bare value of a parameter, or `default` where the caller gave none."""
        return self._filled(self.arguments[name], {}) if name in self.arguments else default

    def positions(self, name: str) -> Any:
        """Give the positions of a parameter's operands, nested as they were given; None where there is none."""
        return _positions(self.arguments.get(name))

    def set_argument(self, name: str, value: Any) -> None:
        """Replace a parameter that is no operand for the call on bare arrays."""
        self.arguments[name] = value

    def given(self) -> dict[str, Any]:
        """Every argument, bare; outputs are the pipeline's affair."""
        arguments = self.bare_arguments()
        arguments.pop(self.row.out or "", None)
        return arguments

    def bare_arguments(self, replace: Mapping[int, Any] | None = None) -> dict[str, Any]:
        """Every parameter by name, our arrays as plain ones."""
        return {name: self._filled(value, replace or {}) for name, value in self.arguments.items()}

    def _filled(self, template: Any, replace: Mapping[int, Any]) -> Any:
        if type(template) is _Ref:
            at = template.position
            return replace[at] if at in replace else self.operands[at].bare
        if type(template) is list:
            return [self._filled(item, replace) for item in template]
        return template

    def run(self, replace: Mapping[int, Any] | None = None, without: Collection[str] = ()) -> Any:
        """Call the public function on bare arrays; outputs are the pipeline's affair."""
        bound = self.bare_arguments(replace)
        for name in (*without, self.row.out or ""):
            bound.pop(name, None)
        args, kwargs = self.row.rebuild(self.func, bound)
        return self.func(*args, **kwargs)


def _positions(template: Any) -> Any:
    if type(template) is list:
        return [_positions(item) for item in template]
    return template.position if type(template) is _Ref else None


class UfuncCall(Call):
    """A call of a ufunc or one of its methods."""

    __slots__ = ("given_outputs", "in_place", "kwargs", "method", "ninputs", "ufunc")

    def __init__(
        self,
        ufunc: np.ufunc,
        method: str,
        row: Row,
        structure: Structure,
        inputs: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        self.ufunc = ufunc
        self.method = method
        self.given_outputs: tuple[Any, ...] = ()
        self.in_place = False
        """Whether an operator writes into its first operand."""
        self.func = ufunc if method == "__call__" else getattr(ufunc, method)
        self.row = row
        self.structure = structure
        self.ninputs = len(inputs)
        self.memo = None
        self.notes = {}
        selects = 1 if method in ("at", "reduceat") else -1
        if method == "at":
            require_known(inputs[0])
        self.operands = [
            Operand(_as_indices(x), f"x{i + 1}", Role.OTHER)
            if i == selects
            else Operand(_as_operand(x), f"x{i + 1}", Role.ARRAY)
            for i, x in enumerate(inputs)
        ]
        self.kwargs = {}
        for name, value in kwargs.items():
            if name == "out":
                self._outputs(value)
            elif name == "where" and value is not True:
                self.operands.append(Operand(_as_operand(value), name, Role.WHERE))
            elif name == "initial" and speaks(value):
                self.operands.append(Operand(value, name, Role.VALUE))
            elif speaks(value):
                self.operands.append(Operand(value, name, Role.OTHER))
            else:
                self.kwargs[name] = value

    def _outputs(self, outs: tuple[Any, ...]) -> None:
        self.given_outputs = outs
        self.operands += [Operand(out, "out", Role.OUT) for out in outs if out is not None]

    @property
    def name(self) -> str:
        """The function as an error message calls it."""
        method = "" if self.method == "__call__" else f".{self.method}"
        name = self.ufunc.__name__
        return f"{'np.' if getattr(np, name, None) is self.ufunc else ''}{name}{method}"

    @property
    def inputs(self) -> list[Operand]:
        """The positional operands."""
        return self.operands[: self.ninputs]

    def argument(self, name: str, default: Any = None) -> Any:
        """Give the bare value of a parameter, or `default` where the caller gave none."""
        for operand in self.operands[self.ninputs :]:
            if operand.name == name:
                return operand.bare
        return self.kwargs.get(name, default)

    @property
    def slots(self) -> list[Operand | None]:
        """For each result the output given for it, None where the caller gave none; empty if there are no outputs."""
        outs = iter(self.outs)
        slots = [None if out is None else next(outs) for out in self.given_outputs]
        return slots if any(slots) else []

    def set_argument(self, name: str, value: Any) -> None:
        """Replace a parameter that is no operand for the call on bare arrays."""
        self.operands[self.ninputs :] = [o for o in self.operands[self.ninputs :] if o.name != name]
        self.kwargs[name] = value

    def run(self, replace: Mapping[int, Any] | None = None, without: Collection[str] = ()) -> Any:
        """Call the public function on bare arrays; outputs are the pipeline's affair."""
        replace = replace or {}
        values = [replace.get(i, o.bare) for i, o in enumerate(self.operands)]
        kwargs = self.given()
        for name in without:
            kwargs.pop(name, None)
        return self.func(*values[: self.ninputs], **kwargs)

    def given(self) -> dict[str, Any]:
        """Every keyword argument, bare; outputs are the pipeline's affair."""
        named: dict[str, Any] = {o.name: o.bare for o in self.operands[self.ninputs :] if o.role is not Role.OUT}
        if "where" in named and self.method == "__call__" and self.outs:
            named["out"] = None  # says to NumPy that places which are not selected may hold anything
        return self.kwargs | named


def _masked_element() -> Any:
    """Give a masked element that takes any dtype and unit."""
    from ._front import array

    return array(False, mask=True)


def _as_indices(value: Any) -> Any:
    """Give indices as NumPy reads them: a tuple holds one for each axis."""
    from ._construct import holds_ours

    if type(value) is not tuple:
        return _as_operand(value)
    if holds_ours(value):
        raise UnsupportedError("a tuple of indices holds arrays with metadata; use np.asarray on them first")
    return value


def _as_operand(value: Any) -> Any:
    """Give a list that holds our arrays as one array of ours, and anything else as it is."""
    if type(value) in (list, tuple):
        from ._construct import holds_ours, stacked

        return stacked(value) if holds_ours(value) else np.asarray(value)
    return value
