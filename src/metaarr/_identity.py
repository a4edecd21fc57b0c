"""Kinds of metadata are known by identity: pickles name a kind or carry it along, and make it only once.

A class that cannot be imported, of a notebook for example, travels by value to the workers of a cluster (by
cloudpickle). Its fields are kinds; another object in the place of a kind would be another kind, and arrays of the class
would not be arrays with that field any more.
"""

from __future__ import annotations

import sys
from operator import attrgetter
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary, WeakValueDictionary

_names: WeakKeyDictionary[Any, str] = WeakKeyDictionary()
_travellers: WeakValueDictionary[str, Any] = WeakValueDictionary()


def reduced(kind: Any) -> tuple[Any, ...]:
    """Give what ``__reduce__`` of a kind answers: where it is declared, or itself under a name of its own."""
    owner = kind.owner
    if owner is not None and vars(owner).get(kind.name) is kind and _is_importable(owner):
        return getattr, (owner, kind.name)
    name = _names.setdefault(kind, uuid4().hex)
    _travellers[name] = kind
    return _found, (name, type(kind)), dict(vars(kind))


def _is_importable(cls: type) -> bool:
    """Whether other processes find the class by its name; ``__main__`` is another program there."""
    if cls.__module__ == "__main__" or "<locals>" in cls.__qualname__:
        return False
    try:
        return attrgetter(cls.__qualname__)(sys.modules.get(cls.__module__)) is cls
    except AttributeError:
        return False


def _found(name: str, cls: type) -> Any:
    """Give the kind that has come before under this name, else one that waits for its state."""
    kind = _travellers.get(name)
    if kind is None:
        kind = object.__new__(cls)
        _travellers[name] = kind
        _names[kind] = name
    return kind


def place(owner: type, name: str, serial: int) -> tuple[Any, ...]:
    """Give the place of a field among all others, the same in every process: those of base classes come first."""
    return 0, len(owner.__mro__), owner.__module__, owner.__qualname__, list(vars(owner)).index(name), serial
