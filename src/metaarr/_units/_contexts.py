"""Conversions between dimensions through pint's contexts (spectroscopy …), without switching any of them on.

pint switches a context on in the registry for the time of a conversion, where every other thread sees it. Here the way
from one dimension to another is looked up in the contexts themselves, and the registry stays as it is. Contexts that
redefine units are the exception: what a name means is the registry's to say, so they are on while the lock is held.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from .._call import bare, is_ours
from .._errors import UnitsError
from .._foreign import adopted
from . import _pint
from ._pint import Items, container


def convert(
    value: Any, source: Items, target: Items, contexts: Sequence[Any], given: Mapping[str, Any]
) -> tuple[Any, Items]:
    """Take numbers to the dimension of `target`.

    Parameters
    ----------
    value
        Numbers in `source`.
    source, target
        Spellings; both without a scale of their own where contexts don't redefine units.
    contexts
        Contexts of pint or their names; of several that lead on, the last.
    given
        Their parameters.

    Returns
    -------
    tuple
        Numbers, and the spelling of their unit, which has the dimension of `target`.

    Raises
    ------
    UnitsError
        For an unknown context or parameter.
    DimensionalityError
        If the contexts do not lead there.
    """
    with _pint.locked_registry() as registry:
        chosen = [_context(registry, context) for context in contexts]
        _check_parameters(chosen, given)
        given = {name: _readable(registry, name, value) for name, value in given.items()}
        start = registry.Quantity(value, _pint.container(registry, source))
        if any(context.redefinitions for context in chosen):
            return start.to(registry.Unit(_pint.container(registry, target)), *chosen, **given).magnitude, target
        ready = [type(context).from_context(context, **given) for context in chosen]
        ends = [registry.get_dimensionality(_pint.container(registry, items)) for items in (source, target)]
        for context, step in _way(registry, ready, *ends):
            start = context.transform(*step, registry, start)
        return start.magnitude, _pint.items_of(registry, start._units)


def redefines(contexts: Sequence[Any]) -> bool:
    """Whether some context gives units another meaning."""
    with _pint.locked_registry() as registry:
        return any(_context(registry, context).redefinitions for context in contexts)


def _context(registry: Any, context: Any) -> Any:
    if not isinstance(context, str):
        if not hasattr(context, "relation_to_context"):
            raise UnitsError(f"a context is a name or a pint.Context, not {type(context).__name__} ({context!r})")
        return context
    if context not in registry._contexts:
        known = ", ".join(sorted({each.name for each in registry._contexts.values() if each.name}))
        raise UnitsError(f"no context named {context!r} is known; there are {known}")
    return registry._contexts[context]


def _check_parameters(contexts: Sequence[Any], given: Mapping[str, Any]) -> None:
    """Refuse parameters that no context takes: pint passes over them in silence."""
    taken = {name for context in contexts for name in context.defaults}
    for context in contexts:
        for func in context.funcs.values():
            parameters = list(inspect.signature(func).parameters.values())[2:]
            if any(p.kind is p.VAR_KEYWORD for p in parameters) and not _is_definition(func):
                return
            taken |= {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
    unknown = [name for name in given if name not in taken]
    if unknown:
        names = ", ".join(sorted(taken)) or "none"
        raise UnitsError(f"the contexts take no parameter {', '.join(map(repr, unknown))}; their parameters: {names}")


def _readable(registry: Any, name: str, value: Any) -> Any:
    """Give a parameter as pint takes it: a quantity of ours, or of another library, as one of the bound registry."""
    value = adopted(value)
    if not is_ours(value):
        return value
    record = {kind.name: meta for kind, meta in zip(value._kinds, value._meta, strict=True)}
    if value.ndim or record.keys() != {"units"}:
        raise UnitsError(f"the parameter {name!r} of a context is one number or one quantity, not {value!r}")
    return registry.Quantity(bare(value)[()], container(registry, record["units"].items))


def _is_definition(func: Any) -> bool:
    """Whether pint made the function from text; those swallow any keyword."""
    return type(func).__module__.startswith("pint.") or getattr(func, "__module__", "").startswith("pint.")


def _way(registry: Any, contexts: Sequence[Any], start: Any, end: Any) -> list[tuple[Any, tuple[Any, Any]]]:
    """Find the shortest way from one dimension to another: the steps, and the context that takes each."""
    if start == end:
        return []
    edges: dict[Any, dict[Any, tuple[Any, tuple[Any, Any]]]] = {}
    for context in contexts:
        for step in context.funcs:
            here, there = (registry.get_dimensionality(dimension) for dimension in step)
            edges.setdefault(here, {})[there] = (context, step)
    ways = {start: list[tuple[Any, tuple[Any, Any]]]()}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there, edge in edges.get(here, {}).items():
            if there not in ways:
                ways[there] = [*ways[here], edge]
                waiting.append(there)
    if end not in ways:
        names = ", ".join(repr(context.name) for context in contexts)
        raise _pint.dimensionality_error(
            f"cannot convert from {start} to {end}: the contexts {names} do not lead from one to the other", start, end
        )
    return ways[end]
