"""Specs: what a declaration says of one argument or result, and the three ways to act on it.

A spec is a reference to a unit (``references.py``), or a structure of specs that has the shape of the value:

==================  ================================================================
``None``            not declared
a reference         a value with that unit
``(spec, spec)``    a sequence, or the rows of an array, item by item
``[spec]``          any number of items alike
``{name: spec}``    some items of a mapping, or fields of a named tuple or an object
==================  ================================================================

A declaration is acted on by an :class:`Action`: quantities are checked and converted, handed over as bare numbers, or
made of bare numbers.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from .._errors import UnitsError
from .references import Names, Reference, read


class Action(Protocol):
    """What is done with values for which something is declared."""

    def undeclared(self, value: Any, site: str) -> Any:
        """Act on a value of which nothing is said."""

    def declared(self, reference: Reference, value: Any, names: Names, site: str) -> Any:
        """Act on a value with a unit."""

    def function(self, spec: Any, value: Any, names: Names, site: str) -> Any:
        """Act on a function that is handed over."""


class Spec:
    """What is declared of one value."""

    def apply(self, action: Action, value: Any, names: Names, site: str) -> Any:
        """Give what `action` makes of the value; `site` says where it stands, for errors."""
        raise NotImplementedError

    def references(self) -> Iterator[Reference]:
        """Give all references to units in it."""
        raise NotImplementedError

    @property
    def defines(self) -> frozenset[str]:
        """Names that it gives to units."""
        return frozenset(reference.defines for reference in self.references() if reference.defines is not None)

    @property
    def binds(self) -> frozenset[str]:
        """Those of them that have their unit as soon as the value is there."""
        return self.defines

    @property
    def needs(self) -> frozenset[str]:
        """Names of units that it looks up."""
        return frozenset().union(*(reference.needs for reference in self.references()))


class Undeclared(Spec):
    """Nothing is said of the value."""

    def apply(self, action: Action, value: Any, names: Names, site: str) -> Any:
        """Leave it to the action."""
        return action.undeclared(value, site)

    def references(self) -> Iterator[Reference]:
        """There are none."""
        yield from ()


class InReference(Spec):
    """A value with a unit; None passes where it is optional."""

    def __init__(self, reference: Reference, optional: bool) -> None:
        self.reference = reference
        self.optional = optional

    def apply(self, action: Action, value: Any, names: Names, site: str) -> Any:
        """Act on the value."""
        if value is None and self.optional:
            return None
        return action.declared(self.reference, value, names, site)

    def references(self) -> Iterator[Reference]:
        """Give the one."""
        yield self.reference


class _Compound(Spec):
    """A structure of specs."""

    parts: Sequence[Spec]
    optional: bool

    def references(self) -> Iterator[Reference]:
        """Give those of all parts."""
        for part in self.parts:
            yield from part.references()

    def apply(self, action: Action, value: Any, names: Names, site: str) -> Any:
        """Act on the parts of the value."""
        if value is None and self.optional:
            return None
        return self._apply(action, value, names, site)

    def _apply(self, action: Action, value: Any, names: Names, site: str) -> Any:
        raise NotImplementedError


class Items(_Compound):
    """A sequence of known length; an array is the sequence of its rows."""

    def __init__(self, parts: Sequence[Spec], optional: bool) -> None:
        self.parts = parts
        self.optional = optional

    def _apply(self, action: Action, value: Any, names: Names, site: str) -> Any:
        items = _items(value, site)
        if len(items) != len(self.parts):
            raise TypeError(f"{site} has {len(items)} items, and {len(self.parts)} are declared")
        return _like(
            value,
            [
                part.apply(action, item, names, f"{site}[{i}]")
                for i, (part, item) in enumerate(zip(self.parts, items, strict=True))
            ],
        )


class Every(_Compound):
    """A sequence of any length, all items alike."""

    def __init__(self, part: Spec, optional: bool) -> None:
        self.parts = (part,)
        self.optional = optional

    def _apply(self, action: Action, value: Any, names: Names, site: str) -> Any:
        (part,) = self.parts
        return _like(value, [part.apply(action, x, names, f"{site}[{i}]") for i, x in enumerate(_items(value, site))])


class Fields(_Compound):
    """Some items of a mapping, or fields of a named tuple or of any object; what is not named stays as it is."""

    def __init__(self, fields: Mapping[str, Spec], optional: bool) -> None:
        self.fields = fields
        self.parts = tuple(fields.values())
        self.optional = optional

    def _apply(self, action: Action, value: Any, names: Names, site: str) -> Any:
        get: Callable[[str], Any] = (
            value.__getitem__ if isinstance(value, Mapping) else lambda name: getattr(value, name)
        )
        changed = {}
        for name, spec in self.fields.items():
            try:
                item = get(name)
            except (KeyError, AttributeError):
                raise TypeError(f"{site}, a {type(value).__name__}, has no {name!r}, which is declared") from None
            changed[name] = spec.apply(action, item, names, f"{site}[{name!r}]")
        return _replaced(value, changed)


def _items(value: Any, site: str) -> list[Any]:
    if isinstance(value, (str, bytes, Mapping)) or not hasattr(value, "__iter__") or getattr(value, "ndim", 1) == 0:
        raise TypeError(f"{site} is a {type(value).__name__}, and a sequence is declared")
    return list(value)


def _like(value: Any, items: list[Any]) -> Any:
    """Give items as a sequence of the kind that `value` is; a tuple for anything but lists and named tuples."""
    if isinstance(value, list):
        return items
    return _renewed(value, tuple(items), {}) if hasattr(value, "_fields") else tuple(items)


def _replaced(value: Any, changed: Mapping[str, Any]) -> Any:
    """Give a copy of a mapping, a named tuple or an object with some items or fields changed."""
    fields = getattr(value, "_fields", None)
    if isinstance(value, tuple) and fields is not None:
        items = tuple(changed.get(name, item) for name, item in zip(fields, value, strict=True))
        return _renewed(value, items, {name: item for name, item in changed.items() if name not in fields})
    copied = copy.copy(value)
    for name, item in changed.items():
        if isinstance(value, Mapping):
            copied[name] = item
        else:
            setattr(copied, name, item)
    return copied


def _renewed(value: Any, items: tuple[Any, ...], extra: Mapping[str, Any]) -> Any:
    """Make a named tuple of other items, as pickle would: SciPy's have attributes beside their items."""
    keywords: dict[str, Any] = {}
    if hasattr(value, "__getnewargs_ex__"):
        keywords = dict(value.__getnewargs_ex__()[1])
    made = type(value).__new__(type(value), *items, **keywords | dict(extra))
    if hasattr(value, "__dict__"):
        made.__dict__.update({**value.__dict__, **extra})
    return made


def parse(spec: Any, site: str, *, optional: bool = False) -> Spec:
    """Read a declaration.

    Parameters
    ----------
    spec
        What the caller wrote.
    site
        What it is declared of, for errors.
    optional
        Whether None passes for a value.
    """
    if spec is None:
        return Undeclared()
    if isinstance(spec, Spec):
        return spec
    if isinstance(spec, tuple):
        return Items([parse(part, site, optional=optional) for part in spec], optional)
    if isinstance(spec, list):
        if len(spec) != 1:
            raise TypeError(f"{site}: a list declares any number of items alike and holds one spec, not {len(spec)}")
        return Every(parse(spec[0], site, optional=optional), optional)
    if isinstance(spec, Mapping):
        return Fields({name: parse(part, site, optional=optional) for name, part in spec.items()}, optional)
    try:
        return InReference(read(spec), optional)
    except UnitsError as error:
        error.add_note(f"in the declaration of {site}")
        raise
