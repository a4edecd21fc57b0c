"""The family of classes: which kinds a class carries, which class carries given kinds, and how classes join.

The result of an operation has exactly the kinds that the operation leaves, in the class that says most:

* a named class (``Quantity``, ``MaskedQuantity`` …) where it has just these kinds,
* a downstream class as long as all its kinds are there, joined with what else is present in a *made class*
  (``LabeledMaskedSpectrum``), cached and pickled by recipe,
* the fields of a downstream class that lost some of its kinds live on in a made class as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ._fields import reserve
from ._kind import Kind
from ._locks import lock

if TYPE_CHECKING:
    from ._array import MetaArray

Kinds = tuple[Kind, ...]

_named: dict[Kinds, type[MetaArray]] = {}
_prefixes: dict[Kind, str] = {}
_MAKING = lock()


def name_class(cls: type[MetaArray], prefix: str = "") -> type[MetaArray]:
    """Make `cls` the class of arrays that have exactly its kinds.

    Parameters
    ----------
    cls
        The class.
    prefix
        What names of made classes begin with when its (single) kind joins a downstream class.
    """
    _named[cls._kinds] = cls
    reserve(cls)
    if prefix:
        (kind,) = cls._kinds
        _prefixes[kind] = prefix
    return cls


@lru_cache(maxsize=1024)
def class_with(types: tuple[type, ...], kinds: Kinds) -> type[Any]:
    """Class of a result.

    Parameters
    ----------
    types
        Classes of the operands, in order.
    kinds
        The kinds that the result has, in canonical order.

    Returns
    -------
    type
        A class whose kinds are exactly `kinds`; :class:`numpy.ndarray` where there are none.
    """
    replaced = {old for kind in kinds for old in kind.replaces}
    if replaced:
        kinds = tuple(kind for kind in kinds if kind not in replaced)
    parts = _downstream(types, set(kinds))
    covered = {kind for part in parts for kind in part._kinds}
    core = tuple(kind for kind in kinds if kind in _core())
    loose = tuple(kind for kind in kinds if kind not in covered and kind not in core)
    if not parts and not loose:
        plain: type[Any] = _named[core] if core else np.ndarray
        return plain
    if len(parts) == 1 and parts[0]._kinds == kinds:
        return parts[0]
    return made(parts, kinds)


def _core() -> set[Kind]:
    return {kind for kinds in _named for kind in kinds}


def _downstream(types: Iterable[type], kinds: set[Kind]) -> tuple[type[MetaArray], ...]:
    """Give the most derived downstream classes among `types` and their bases whose kinds are all there."""
    named = set(_named.values())
    types = tuple(types)
    found: list[Any] = []
    for one in types:
        for part in getattr(one, "_parts", ()):
            for base in part.__mro__:
                if not getattr(base, "_downstream", False) or base in named or not set(base._kinds) <= kinds:
                    continue
                if not _is_result(base, types):
                    continue
                if not any(issubclass(other, base) for other in found):
                    found = [other for other in found if not issubclass(base, other)] + [base]
    return tuple(found)


def _is_result(cls: Any, types: tuple[type, ...]) -> bool:
    """Whether results of operands of `types` can be of a downstream class; asked of a class that has an opinion."""
    asked = getattr(cls, "__result_of__", None)
    return asked is None or bool(asked(types))


def made(parts: tuple[Any, ...], kinds: Kinds) -> type[Any]:
    """Join downstream classes and kinds in one class; the same arguments give the same class.

    Parameters
    ----------
    parts
        Downstream classes, first wins.
    kinds
        Kinds of the class, in canonical order.
    """
    with _MAKING:  # a recipe asked for by two threads at once must not give two classes
        return _made(parts, kinds)


@lru_cache(maxsize=1024)
def _made(parts: tuple[Any, ...], kinds: Kinds) -> type[Any]:
    from ._array import MetaArray

    covered = {kind for part in parts for kind in part._kinds}
    core = tuple(kind for kind in kinds if kind in _core())
    fields = {kind.name: kind for kind in kinds if kind not in covered and kind not in core}
    bases = parts + ((_named[core],) if core and not _covers(parts, _named[core]) else ())
    name = _made_name(parts, tuple(k for k in core if k not in covered), core, tuple(fields))
    body: dict[str, Any] = {"__slots__": (), "__module__": "metaarr", "_parts": parts, "_downstream": False, **fields}
    body["__doc__"] = (
        f"Made class: {', '.join(base.__name__ for base in bases)} with {', '.join(fields) or 'no more fields'}."
    )
    return type(name, bases or (MetaArray,), body)


def _covers(parts: tuple[Any, ...], cls: type) -> bool:
    return any(issubclass(part, cls) for part in parts)


def _made_name(parts: tuple[Any, ...], added: Kinds, core: Kinds, fields: tuple[str, ...]) -> str:
    """``LabeledMaskedSpectrum``: what was added, then the downstream classes; fields alone follow their core class."""
    if parts:
        prefix = "".join(_prefixes.get(kind, "") for kind in reversed(added))
        base = "".join(part.__name__ for part in parts)
    else:
        prefix, base = "", _named[core].__name__ if core else "MetaArray"
    return prefix + base + "".join("With" + field.title().replace("_", "") for field in fields)


def recipe(cls: type[MetaArray]) -> tuple[Any, ...]:
    """Give what names the class in a pickle: itself, or the parts and fields of a made class; then its fields' names.

    The order of fields that were declared in several modules depends on which one was imported first.
    """
    names = tuple(kind.name for kind in cls._kinds)
    declared = not cls._kinds or "_parts" not in vars(cls) or cls._parts == (cls,) or cls._downstream
    if not declared and cls not in _named.values():
        return (cls._parts, tuple((kind.owner, kind.name) for kind in cls._kinds), names)
    return (cls, names)


def from_recipe(parts: tuple[Any, ...]) -> tuple[type[Any], tuple[str, ...]]:
    """Class that :func:`recipe` described, and the names of the fields in the order that they were stored in."""
    if len(parts) == 2:
        return parts
    bases, owners, names = parts
    kinds = (vars(owner)[name] for owner, name in owners)
    return made(bases, tuple(sorted(kinds, key=lambda kind: kind.order))), names
