"""Which fields a class has, of its own and of its bases; what is wrong with one is said when the class is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from keyword import iskeyword

from ._kind import Kind

_TAKEN = {"data": "the data", "order": "the memory order", "cls": "the class"}
"""Words of the constructor that no attribute of an array is named by."""

_NEEDED = ("neutral", "accept", "index", "deliver")

_reserved: dict[str, type] = {}


def reserve(cls: type) -> None:
    """Keep the names of a class of ours for it: a downstream class may be joined with it in a made one."""
    for base in cls.__mro__:
        for name in vars(base):
            _reserved.setdefault(name, base)


def collect(cls: type) -> tuple[Kind, ...]:
    """Kinds that a class declares or inherits, in canonical order."""
    return tuple(sorted(declared(cls).values(), key=lambda kind: kind.order))


def declared(cls: type) -> dict[str, Kind]:
    """Give the fields of a class by name, those of its bases first, after checking those that it brings in."""
    fields: dict[str, Kind] = {}
    _check_made(cls)
    for base in reversed(cls.__mro__):
        fields.update(_kinds_in(base))
    for name, kind in fields.items():
        owners = [base for base in cls.__mro__ if isinstance(vars(base).get(name), Kind)]
        _check_owners(cls, name, owners)
        for owner in owners:
            if _is_new(cls, owner):
                _check_name(cls, owner, name)
                _check_kind(cls, name, vars(owner)[name], fields.values())
        if owners[0] is cls:
            _take_place(cls, kind, {vars(owner)[name] for owner in owners[1:]} - {kind})
        _check_seen(cls, name, owners[0])
    return fields


def _check_unit(cls: type, kind: Kind, others: Iterable[Kind]) -> None:
    """A field in the unit of its array needs one that has a unit."""
    held = getattr(kind, "held", None)
    if held is not None and held.relation is not None and not any(held.is_unit(other) for other in others):
        raise TypeError(
            f"{cls.__name__}.{kind.name} is in the array's unit, and {cls.__name__} has none; let it inherit from "
            "Quantity, or give the field a unit of its own"
        )


def _check_made(cls: type) -> None:
    """A field is a kind, not a class of kinds; those that are defined in the body of `cls` are none of its fields."""
    for name, value in vars(cls).items():
        own = f"{cls.__qualname__}.{name}"
        if isinstance(value, type) and issubclass(value, Kind) and value.__qualname__ != own:
            raise TypeError(f"{cls.__name__}.{name} is the class {value.__name__}; write {name} = {value.__name__}()")


def _kinds_in(base: type) -> Iterator[tuple[str, Kind]]:
    return ((name, value) for name, value in vars(base).items() if isinstance(value, Kind))


def _is_new(cls: type, owner: type) -> bool:
    """Whether a field comes into the family with this class: by itself, or by a mixin that is no array."""
    return owner is cls or not hasattr(owner, "_kinds")


def _check_owners(cls: type, name: str, owners: list[type]) -> None:
    """The first of several classes that declare a name must know of the others."""
    first, *others = owners
    if first is cls:
        return
    for other in others:
        if vars(other)[name] is not vars(first)[name] and not issubclass(first, other):
            raise TypeError(
                f"{cls.__name__}: {first.__name__} and {other.__name__} both declare {name!r}; "
                f"rename one of them, or declare it in {cls.__name__} anew"
            )


def _check_name(cls: type, owner: type, name: str) -> None:
    """A field must not hide an attribute of ndarray, a method of ours or a kind that methods of ours use."""
    if "_parts" in vars(cls):
        return  # a made class, of fields that were looked at before
    if not name.isidentifier() or iskeyword(name):
        raise TypeError(f"{cls.__name__}: the field {name!r} could be no keyword; choose another name")
    if name in _TAKEN:
        raise TypeError(
            f"{cls.__name__}: {name}= is {_TAKEN[name]} where an array is made, so no field can be named {name!r}"
        )
    after = cls.__mro__[cls.__mro__.index(owner) + 1 :]
    hidden = next((base for base in after if name in vars(base) and not isinstance(vars(base)[name], Kind)), None)
    hidden = hidden or _reserved.get(name)
    if hidden is not None:
        raise TypeError(f"{cls.__name__}: the field {name!r} would hide {hidden.__name__}.{name}; choose another name")


def _take_place(cls: type, kind: Kind, others: set[Kind]) -> None:
    """Let a field take the place of those that bases declare: arrays of both classes meet in operations."""
    for other in others:
        if (kind.per_array, kind.per_element) != (other.per_array, other.per_element):
            raise TypeError(
                f"{cls.__name__}.{kind.name}: a base declares it as {type(other).__name__}, and its arrays meet those "
                f"of {cls.__name__}; declare it so again, or choose another name"
            )
        kind.replaces |= {other, *other.replaces}
        kind.has_twins = other.has_twins = True


def _check_seen(cls: type, name: str, owner: type) -> None:
    """Nothing that a class inherits or brings may take the place of a field."""
    for base in cls.__mro__[: cls.__mro__.index(owner)]:
        if name in vars(base):
            raise TypeError(
                f"{cls.__name__}: {base.__name__}.{name} would hide the field of {owner.__name__}; give it another "
                "name, or change the field by declaring it anew"
            )


def _check_kind(cls: type, name: str, kind: Kind, others: Iterable[Kind]) -> None:
    """Raise for a kind that is another field already, or that cannot answer."""
    where = f"{cls.__name__}.{name}"
    if kind.name != name:
        owner = kind.owner.__name__ if kind.owner else ""
        raise TypeError(f"{where}: the kind is the field {owner}.{kind.name} already; make one for each field")
    what = type(kind).__name__
    lacks = [method for method in _NEEDED if getattr(type(kind), method) is getattr(Kind, method)]
    if lacks:
        raise TypeError(
            f"{where}: {what} does not say what these are: {', '.join(lacks)}; define them, or let {what} inherit from "
            "PerArray, PerElement or PerAxis"
        )
    if "_parts" not in vars(cls):
        _check_unit(cls, kind, others)
