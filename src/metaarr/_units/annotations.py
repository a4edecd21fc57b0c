"""Units in annotations: ``Annotated[Quantity, "m/s"]``, also as text, optional, and in tuples of results."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Collection
from typing import Annotated, Any, NamedTuple

from .unit import Unit


class Found(NamedTuple):
    """What the annotations of a function declare."""

    arguments: dict[str, Any]
    returns: Any
    optional: frozenset[str]
    """Those that admit None, ``"return"`` for the result."""


def read_annotations(function: Callable[..., Any], declared: Collection[str], *, has_returns: bool) -> Found:
    """Read the annotations of parameters that are not in `declared`.

    Raises
    ------
    TypeError
        If an annotation that may hold a unit cannot be evaluated, or holds one in a place where it has no meaning.
    """
    written = dict(getattr(function, "__annotations__", {}))
    only = not declared and not has_returns
    done = {*declared, "return"} if has_returns else set(declared)
    specs: dict[str, Any] = {}
    optional = set()
    for name, annotation in written.items():
        what = f"{function.__qualname__}(): the annotation of {name!r}"
        value = _evaluated(annotation, function, what, None if name in done else only)
        spec = None if name in done else _spec(value, what, results=name == "return")
        if spec is not None:
            specs[name] = spec
        if _admits_none(value):
            optional.add(name)
    return Found(specs, specs.pop("return", None), frozenset(optional))


def _evaluated(annotation: Any, function: Any, what: str, strict: bool | None) -> Any:
    """Evaluate an annotation that is text.

    One that cannot be evaluated is refused where annotations are all there is (`strict`), or where it looks as if it
    held a unit (False); with None it does not matter.
    """
    if not isinstance(annotation, str):
        return annotation
    inner = inspect.unwrap(function)
    around = inspect.getclosurevars(inner).nonlocals if inspect.isfunction(inner) else {}
    try:
        return eval(annotation, getattr(inner, "__globals__", {}), dict(around))
    except Exception as error:  # noqa: BLE001  annotations are any code
        if strict or (strict is False and "Annotated" in annotation):
            raise TypeError(
                f"{what}, {annotation!r}, cannot be evaluated ({error}); declare the unit as a keyword of expects()"
            ) from None
        return None


def _spec(annotation: Any, what: str, *, results: bool) -> Any:
    """Give the spec in an annotation, None where there is none."""
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        inner, *extras = typing.get_args(annotation)
        found = [extra for extra in extras if isinstance(extra, (str, Unit))]
        if len(found) > 1 or (found and _holds_unit(inner)):
            raise TypeError(f"{what} declares more than one unit")
        return found[0] if found else _spec(inner, what, results=results)
    if origin in (typing.Union, types.UnionType):
        return _only([_spec(option, what, results=results) for option in typing.get_args(annotation)], what)
    if origin is tuple and results and _holds_unit(annotation):
        parts = typing.get_args(annotation)
        if parts[-1] is Ellipsis:
            return [_spec(parts[0], what, results=results)]
        return tuple(_spec(part, what, results=results) for part in parts)
    if _holds_unit(annotation):
        raise TypeError(f"{what} has a unit inside {origin}, where it is not looked for; declare it as a keyword")
    return None


def _only(specs: list[Any], what: str) -> Any:
    found = [spec for spec in specs if spec is not None]
    if len(found) > 1:
        raise TypeError(f"{what} is a union of several units")
    return found[0] if found else None


def _holds_unit(annotation: Any) -> bool:
    if typing.get_origin(annotation) is Annotated:
        inner, *extras = typing.get_args(annotation)
        return any(isinstance(extra, (str, Unit)) for extra in extras) or _holds_unit(inner)
    return any(_holds_unit(part) for part in typing.get_args(annotation))


def _admits_none(annotation: Any) -> bool:
    if typing.get_origin(annotation) is Annotated:
        return _admits_none(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return any(_admits_none(option) for option in typing.get_args(annotation))
    return annotation is None or annotation is type(None)
