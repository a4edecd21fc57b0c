"""Declared parameters of a function: which argument of a call each of them is, worked out once.

A call binds its arguments by hand: positions and names are known from the signature, so nothing is inspected when the
function is called. A call that does not fit the signature is left to the function, whose error says it best.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from inspect import Parameter
from typing import Any, NamedTuple

from .references import Names
from .specs import Action, Spec, parse
from .unit import DIMENSIONLESS

POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
SINGLE = (*POSITIONAL, Parameter.KEYWORD_ONLY)
_BY_NAME = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
_ABSENT = Parameter.empty


class Declared(NamedTuple):
    """One declared parameter."""

    spec: Spec
    site: str
    name: str | None
    """Under which it may be given, None if only by position."""
    position: int | None
    """At which it may be given, None if only by name."""
    default: Any


def signature_of(func: Callable[..., Any]) -> inspect.Signature | None:
    """Give the signature, None where Python knows none (a function written in C)."""
    try:
        return inspect.signature(func)
    except ValueError:
        return None


class Binding:
    """The declared parameters of one function.

    Parameters
    ----------
    func
        The function.
    specs
        Parameter → what is declared of it.
    defaults
        Whether the declaration holds for defaults too; otherwise they are in the function's own terms.
    known
        Names that have a unit already.
    optional
        Parameters for which None passes, beside those of which it is the default.
    """

    def __init__(
        self,
        func: Callable[..., Any],
        specs: Mapping[str, Any],
        *,
        defaults: bool,
        known: Collection[str] = (),
        optional: Collection[str] = (),
    ) -> None:
        self.name = getattr(func, "__qualname__", None) or type(func).__qualname__
        signature = signature_of(func)
        self.parameters = dict(signature.parameters) if signature else {}
        self.known = signature is not None
        self._fills = defaults
        self._optional = optional
        self._star: Declared | None = None
        self._rest: Declared | None = None
        named = (p.name for p in self.parameters.values() if p.kind in _BY_NAME)
        self._taken = frozenset((*named, *specs))
        entries = [entry for name, spec in specs.items() for entry in self._declared(name, spec)]
        # Names get their units from arguments first, and are looked up after that.
        self._first = [entry for entry in entries if not entry.spec.needs]
        self._then = [entry for entry in entries if entry.spec.needs]
        every = [entry for entry in (*entries, self._star, self._rest) if entry is not None]
        self._bound: frozenset[str] = frozenset().union(*(entry.spec.binds for entry in every))
        self._defines: frozenset[str] = frozenset(known).union(*(entry.spec.defines for entry in every))
        for entry in every:
            self.check_needs(entry.spec, entry.site)

    def _declared(self, name: str, spec: Any) -> Iterator[Declared]:
        """Give the declaration of one parameter; those of ``*args`` and ``**kwargs`` are kept apart."""
        site = self._site(name)
        parameter = self.parameters.get(name)
        if not self.known:
            position = int(name) if name.isdigit() else None
            yield Declared(parse(spec, site), site, name, position, _ABSENT)
            return
        if parameter is None:
            takes_any = any(p.kind is Parameter.VAR_KEYWORD for p in self.parameters.values())
            if not takes_any:
                raise TypeError(
                    f"{self.name}() has no parameter {name!r}, of which a unit is declared; it has "
                    f"{', '.join(self.parameters) or 'none'}"
                )
            yield Declared(parse(spec, site), site, name, None, _ABSENT)
            return
        position = list(self.parameters).index(name) if parameter.kind in POSITIONAL else None
        by_name = None if parameter.kind is Parameter.POSITIONAL_ONLY else name
        optional = parameter.default is None or name in self._optional
        entry = Declared(parse(spec, site, optional=optional), site, by_name, position, parameter.default)
        if parameter.kind is Parameter.VAR_POSITIONAL:
            self._star = entry._replace(position=list(self.parameters).index(name))
        elif parameter.kind is Parameter.VAR_KEYWORD:
            self._rest = entry
        else:
            yield entry

    def check_needs(self, spec: Spec, site: str) -> None:
        """Refuse a spec that looks up a name which no argument gives to a unit."""
        missing = sorted(spec.needs - self._defines)
        if missing:
            raise TypeError(
                f"{site} is declared in terms of {', '.join(missing)}, which no argument defines; declare one as "
                f"'={missing[0]}'"
            )

    def check_defaults(self, action: Action) -> None:
        """Raise what a call would that leaves a declared parameter to its default."""
        for entry in self._first:
            if entry.default is not _ABSENT:
                entry.spec.apply(action, entry.default, {}, entry.site)

    def convert(
        self, action: Action, args: tuple[Any, ...], kwargs: dict[str, Any], names: Names
    ) -> tuple[list[Any], dict[str, Any]]:
        """Act on the declared arguments of a call; `kwargs` is changed."""
        values = list(args)
        for entry in self._first:
            self._act(entry, action, values, kwargs, names)
        if self._star is not None:
            spec, site, _, start, _ = self._star
            assert start is not None
            values[start:] = [spec.apply(action, value, names, site) for value in values[start:]]
        if self._rest is not None:
            for name in kwargs.keys() - self._taken:
                kwargs[name] = self._rest.spec.apply(action, kwargs[name], names, self._site(name))
        for name in self._bound:
            if name not in names:
                names[name] = DIMENSIONLESS  # of an argument that was not given
        for entry in self._then:
            self._act(entry, action, values, kwargs, names)
        return values, kwargs

    def given(self, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Give the value of a declared parameter in a call, None if it has none."""
        for entry in (*self._first, *self._then):
            if name == entry.name and name in kwargs:
                return kwargs[name]
            if entry.site == self._site(name) and entry.position is not None and entry.position < len(args):
                return args[entry.position]
        return None

    def pass_rest(
        self, action: Action, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Act on the arguments of a call that are not declared; `kwargs` is changed."""
        entries = (*self._first, *self._then)
        positions = {entry.position for entry in entries}
        names = list(self.parameters)
        star = len(args) if self._star is None or self._star.position is None else self._star.position
        values = tuple(
            value if i in positions or i >= star else action.undeclared(value, self._site(_name(names, i)))
            for i, value in enumerate(args)
        )
        declared = {entry.name for entry in entries}
        for name, value in kwargs.items():
            if name not in declared and (self._rest is None or name in self._taken):
                kwargs[name] = action.undeclared(value, self._site(name))
        return values, kwargs

    def _site(self, name: str) -> str:
        return f"{self.name}(): {name!r}"

    def _act(self, entry: Declared, action: Action, values: list[Any], kwargs: dict[str, Any], names: Names) -> None:
        spec, site, name, position, default = entry
        if position is not None and position < len(values):
            values[position] = spec.apply(action, values[position], names, site)
        elif name is not None and name in kwargs:
            kwargs[name] = spec.apply(action, kwargs[name], names, site)
        elif default is not _ABSENT and self._fills:
            self._default(entry, action, values, kwargs, names)

    def _default(
        self, entry: Declared, action: Action, values: list[Any], kwargs: dict[str, Any], names: Names
    ) -> None:
        """Pass a default on as what the declaration makes of it."""
        value = entry.spec.apply(action, entry.default, names, entry.site)
        if value is entry.default:
            return
        if entry.name is not None:
            kwargs[entry.name] = value
            return
        assert entry.position is not None
        gap = [p.default for p in self.parameters.values()][len(values) : entry.position]
        if _ABSENT not in gap:  # else something is missing, and the function says what
            values += [*gap, value]


def _name(names: list[str], position: int) -> str:
    return names[position] if position < len(names) else str(position)
