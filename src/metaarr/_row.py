"""One row of the table: what a NumPy function does to elements, and the names of its arguments.

A row also knows how to name the arguments of a call (:meth:`Row.bind`) and how to make a call of named arguments again
(:meth:`Row.rebuild`), so that nothing else has to care about positional-only and ``*args`` parameters.
"""

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import Parameter, Signature
from typing import Any, NamedTuple

import numpy as np

from ._axes.maps import Rule
from ._compat import SIGNATURES
from ._structure import Structure

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Row:
    """What one NumPy function does to elements, and which of its arguments plays which part.

    Attributes
    ----------
    structure
        What the function does to the elements.
    arrays
        Parameters that hold the arrays acted on; the target comes first where something is assigned. ``"*name"`` holds
        a sequence of arrays, an array being the sequence of its items. ``"**name"`` holds arrays in a list, or lists of
        lists; anything else in its place is one array.
    values
        Parameters that carry a value in the arrays' terms but do not move with them (``initial``, ``bins`` …).
        ``"*name"`` as in `arrays`.
    index
        Parameters that choose elements: positions, conditions, a sorter.
    axis
        Parameters that hold axes, by number or (of labelled arrays) by name.
    out, where
        Names of those parameters, or None.
    reduces
        The ufunc whose ``reduce`` the function is (``np.sum``: ``np.add``).
    axes
        Where the axes of the result come from: a rule of ``_axes``, asked with the shape of the first of `arrays`,
        or with the shapes of all operands where that is a sequence or where operands join. Without a rule elements
        keep their (broadcast) places in ELEMENTWISE and JOIN, and nothing is known elsewhere.
    signature
        The parameters as text, for a function written in C whose signature Python cannot read.
    outputs
        How many results there are: 0 (works in place), 1, a fixed number (a tuple), or None: depends on the arguments.
    more
        Whether the function takes arrays by names of the caller's choice (``**kwds``) as well.
    """

    structure: Structure
    arrays: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    index: tuple[str, ...] = ()
    axis: tuple[str, ...] = ()
    out: str | None = None
    where: str | None = None
    reduces: np.ufunc | None = None
    axes: Rule | None = None
    signature: str | None = None
    outputs: int | None = 1
    more: bool = False

    def takes_more(self, func: Function, name: str) -> bool:
        """Whether an argument of that name is one of the arrays that the function takes by any name."""
        return self.more and name not in _plan(func, self.signature).signature.parameters

    def bind(self, func: Function, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Name the arguments of ``func(*args, **kwargs)``.

        Returns
        -------
        dict
            Parameter name → value, only of those given. A ``*args`` parameter holds a tuple; what a ``**kwargs``
            parameter takes stands under its own name.

        Raises
        ------
        TypeError
            When the function cannot be called so; the message names it.
        """
        plan = _plan(func, self.signature)
        if len(args) > len(plan.positional) or not kwargs.keys() <= plan.keywords or plan.star is not None:
            return plan.bind_in_full(func, args, kwargs)
        bound = dict(zip(plan.positional, args, strict=False))
        bound.update(kwargs)
        if len(bound) < len(args) + len(kwargs) or not plan.required <= bound.keys():
            return plan.bind_in_full(func, args, kwargs)
        return bound

    def rebuild(self, func: Function, bound: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Make positional and keyword arguments of named ones: the inverse of :meth:`bind`.

        >>> import numpy as np
        >>> from metaarr._table import lookup
        >>> row = lookup(np.einsum)
        >>> row.rebuild(np.einsum, row.bind(np.einsum, ("i->", [1, 2]), {"optimize": True}))
        (('i->', [1, 2]), {'optimize': True})
        """
        plan = _plan(func, self.signature)
        rest = dict(bound)
        return (tuple(plan.take_positional(rest)) if plan.leading else ()), rest


class _Plan(NamedTuple):
    """What is needed of a function's signature, worked out once."""

    signature: Signature
    positional: tuple[str, ...]
    """Parameters that may be given by position."""
    keywords: frozenset[str]
    """Parameters that may be given by name."""
    required: frozenset[str]
    leading: tuple[str, ...]
    """Parameters that :meth:`Row.rebuild` passes by position: positional-only ones, and all up to ``*args``."""
    star: str | None
    """The ``*args`` parameter."""

    def bind_in_full(self, func: Function, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        try:
            bound = self.signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            msg = f"{func.__name__}() {error}"
            raise TypeError(msg) from None
        for parameter in self.signature.parameters.values():
            if parameter.kind is Parameter.VAR_KEYWORD:
                bound |= bound.pop(parameter.name, {})
        return bound

    def take_positional(self, rest: dict[str, Any]) -> Iterator[Any]:
        """Take the values to pass by position out of ``rest``; a gap before a later one is filled by its default."""
        last = len(self.leading)
        while last and self.leading[last - 1] not in rest:
            last -= 1
        for name in self.leading[:last]:
            if name == self.star:
                yield from rest.pop(name)
            else:
                yield rest.pop(name) if name in rest else self.signature.parameters[name].default


@cache
def _plan(func: Function, text: str | None) -> _Plan:
    text = SIGNATURES.get(func, text)
    signature = inspect.signature(func) if text is None else _parse(text)
    only, either, star, named = (
        [p for p in signature.parameters.values() if p.kind is kind]
        for kind in (
            Parameter.POSITIONAL_ONLY,
            Parameter.POSITIONAL_OR_KEYWORD,
            Parameter.VAR_POSITIONAL,
            Parameter.KEYWORD_ONLY,
        )
    )
    return _Plan(
        signature,
        positional=tuple(p.name for p in only + either),
        keywords=frozenset(p.name for p in either + named),
        required=frozenset(p.name for p in only + either + named if p.default is Parameter.empty),
        leading=tuple(p.name for p in only + (either + star if star else [])),
        star=star[0].name if star else None,
    )


def _parse(text: str) -> Signature:
    """Read the text of a parameter list, as it would stand between the parentheses of a ``def``."""
    (function,) = ast.parse(f"def _({text}): ...").body
    assert isinstance(function, ast.FunctionDef)
    return Signature(list(_parameters(function.args)))


def _parameters(given: ast.arguments) -> Iterator[Parameter]:
    positional: list[tuple[ast.arg, Any]] = [(a, Parameter.POSITIONAL_ONLY) for a in given.posonlyargs]
    positional += [(a, Parameter.POSITIONAL_OR_KEYWORD) for a in given.args]
    missing = [None] * (len(positional) - len(given.defaults))
    for (arg, kind), default in zip(positional, [*missing, *given.defaults], strict=True):
        yield _parameter(arg, kind, default)
    if given.vararg:
        yield Parameter(given.vararg.arg, Parameter.VAR_POSITIONAL)
    for arg, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield _parameter(arg, Parameter.KEYWORD_ONLY, default)
    if given.kwarg:
        yield Parameter(given.kwarg.arg, Parameter.VAR_KEYWORD)


def _parameter(arg: ast.arg, kind: Any, default: ast.expr | None) -> Parameter:
    value = Parameter.empty if default is None else ast.literal_eval(default)
    return Parameter(arg.arg, kind, default=value)
