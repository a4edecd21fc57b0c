"""Functions that know bare arrays only, made to take and give quantities: :func:`wraps`, :func:`takes`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

import numpy as np

from .._call import bare, is_ours
from .._errors import UnsupportedError
from .._family import class_with
from .._run import attach
from .binding import POSITIONAL, Binding, signature_of
from .decorators import Bare, adopts
from .handing import Attached, Numbers
from .kind import UNITS
from .references import Names, Reference
from .specs import Spec, parse

Like = str | tuple[str | None, ...] | None

_ATTACHED = Attached()


def wraps(*specs: Any, returns: Any, like: Like = None, bare: Bare = "raise", **named: Any) -> Any:
    """Make a function that knows bare arrays only take and give quantities.

    Each argument is converted to its declared unit and handed over as bare numbers; what the function gives gets the
    declared unit. Nothing else gets lost on the way: an argument of which nothing is declared must carry nothing,
    masked elements are refused, and labels too unless `like` says where they go.

    Parameters
    ----------
    *specs
        The function, then one spec for each of its parameters in order; without a function, a decorator is returned.
        A spec is a unit (``"m/s"``), a name for whatever unit the argument has (``"=A"``), a unit in terms of names
        (``"=A/B"``), a tuple, a list of one spec or a dict of such for an argument of that structure, :func:`takes` for
        a function, or None.
    returns
        Units of the results, in the same language: a tuple for several results (or for the rows of an array), a dict
        for items of a mapping or fields of an object; a function of names (``lambda A, B: A * B``); ``wraps(...)``
        without a function for a result that is a function itself. None leaves the result as it is.
    like
        Parameter whose labels, and everything else but unit, the result takes over; they must have the same shape. A
        tuple for several results.
    bare
        What happens to numbers without a unit; as for :func:`expects`.
    **named
        Specs of parameters by name.

    Returns
    -------
    callable
        The function for quantities, or a decorator.

    See Also
    --------
    expects : for functions that know quantities.
    register : for functions that go element by element; masks and labels follow by themselves.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> from metaarr import units as u
    >>> def area(x, y):  # works on bare arrays, in C say
    ...     return float(np.trapezoid(np.asarray(y), np.asarray(x)))
    >>> measured = mt.wraps(area, "=A", "=B", returns="=A*B")
    >>> measured([0, 1, 2] * u.s, [0, 1, 0] * u.m)
    Quantity(1., 'meter * second')

    The labels of an argument for the result:

    >>> @mt.wraps(x="=A", returns="=A", like="x")
    ... def smooth(x):
    ...     return np.convolve(x, [0.5, 0.5], mode="same")
    >>> smooth(mt.array([2.0, 4.0, 6.0], "m", dims="time"))
    LabeledQuantity([1., 3., 5.], 'meter', dims=('time',))
    """
    function, specs = (specs[0], specs[1:]) if specs and _is_wrapped(specs[0]) else (None, specs)
    declaration = Wraps(specs, named, returns, like, adopts(bare))
    return declaration if function is None else declaration(function)


def _is_wrapped(value: Any) -> bool:
    return callable(value) and not isinstance(value, Spec)


class Wraps(Spec):
    """What is declared of a function of bare numbers: a decorator, and the spec of a result that is one."""

    def __init__(self, specs: tuple[Any, ...], named: Mapping[str, Any], returns: Any, like: Like, adopt: bool) -> None:
        self.specs = [parse(spec, f"argument {i}", optional=True) for i, spec in enumerate(specs)]
        self.named = {name: parse(spec, repr(name), optional=True) for name, spec in named.items()}
        self.returns = parse(returns, "the result", optional=True)
        self.like = like
        self.adopt = adopt

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function."""
        return self._wrapped(function, {})

    def apply(self, action: Any, value: Any, names: Names, site: str) -> Any:
        """Act on a result that is a function."""
        return action.function(self, value, names, site)

    def references(self) -> Iterator[Reference]:
        """Give none: it looks names up when it is called."""
        yield from ()

    def outward(self, value: Any, names: Names, site: str) -> Any:
        """Give a function of quantities for one of bare numbers."""
        if not callable(value):
            raise TypeError(f"{site} is a {type(value).__name__}, and a function is declared")
        return self._wrapped(value, dict(names))

    def inward(self, value: Any, names: Names, site: str, adopt: bool) -> Any:
        """Refuse: it goes the other way."""
        raise TypeError(f"{site}: wraps(...) declares a result that is a function; declare an argument with takes(...)")

    def _wrapped(self, function: Any, known: Names) -> Callable[..., Any]:
        """Wrap a function; names that have a unit already keep it."""
        call = _BareCall(self, function, known)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            return call(args, kwargs)

        # The attributes of a class are no attributes of a function.
        updated = () if isinstance(function, type) else functools.WRAPPER_UPDATES
        functools.update_wrapper(wrapped, function, updated=updated)
        return wrapped


class _BareCall:
    """Calls of one function on bare numbers."""

    def __init__(self, declared: Wraps, function: Callable[..., Any], known: Names) -> None:
        self.function = function
        self.known = known
        self.returns = declared.returns
        self.likes = declared.like
        self.action = Numbers(declared.adopt)
        likes = declared.like if isinstance(declared.like, tuple) else (declared.like,)
        specs = dict(_by_name(function, declared.specs)) | declared.named
        for name in likes:
            if name is not None and name not in specs:
                raise TypeError(f"like={name!r}: no unit is declared of that parameter")
        declarations = {name: _Carrying(spec) if name in likes else spec for name, spec in specs.items()}
        self.binding = Binding(function, declarations, defaults=False, known=known)
        self.site = f"{self.binding.name}(): the result"
        self.binding.check_needs(self.returns, self.site)

    def __call__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Convert the arguments, call the function, and give the results their units."""
        names = dict(self.known)
        sources = args, dict(kwargs)
        args, kwargs = self.binding.pass_rest(self.action, args, kwargs)
        values, kwargs = self.binding.convert(self.action, args, kwargs, names)
        result = _apart(self.function(*values, **kwargs), (*values, *kwargs.values()))
        made = self.returns.apply(_ATTACHED, result, names, self.site)
        return made if self.likes is None else self._dressed(made, self.likes, sources)

    def _dressed(self, made: Any, like: Like, sources: tuple[tuple[Any, ...], dict[str, Any]]) -> Any:
        """Give results what the arguments carry that they are declared to be like."""
        if isinstance(like, tuple):
            if not isinstance(made, tuple) or len(made) != len(like):
                raise TypeError(f"{self.site} is no tuple of {len(like)}, as like= declares")
            return tuple(self._dressed(item, each, sources) for item, each in zip(made, like, strict=True))
        return (
            made if like is None else _dressed(made, self.binding.given(like, *sources), f"{self.site}, like {like!r},")
        )


def _apart(result: Any, given: tuple[Any, ...]) -> Any:
    """Copy what shares memory with an argument: the same numbers would have two units."""
    if type(result) is tuple:
        return tuple(_apart(item, given) for item in result)
    shares = type(result) is np.ndarray and any(
        isinstance(value, np.ndarray) and np.may_share_memory(result, value) for value in given
    )
    return result.copy() if shares else result


def _dressed(made: Any, source: Any, site: str) -> Any:
    """Give a result everything that `source` carries but its unit."""
    if not is_ours(source):
        return made
    if getattr(made, "shape", None) != source.shape:
        raise UnsupportedError(f"{site} has shape {getattr(made, 'shape', None)}, and the argument has {source.shape}")
    metas = {k: k.copied(m) for k, m in zip(source._kinds, source._meta, strict=True) if k is not UNITS}
    if is_ours(made):
        metas |= dict(zip(made._kinds, made._meta, strict=True))
    if not metas:
        return made
    kinds = sorted(metas, key=attrgetter("order"))
    return attach(bare(made), class_with((type(source),), tuple(kinds)), tuple(metas[kind] for kind in kinds))


class _Carrying(Spec):
    """The spec of an argument from which a result takes over what it carries."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def apply(self, action: Any, value: Any, names: Names, site: str) -> Any:
        """Act as the spec, and let labels pass."""
        return self._spec.apply(action.carrying, value, names, site)

    def references(self) -> Iterator[Reference]:
        """Give the spec's."""
        return self._spec.references()


def _by_name(function: Callable[..., Any], specs: list[Spec]) -> Iterator[tuple[str, Spec]]:
    """Name the parameters that specs stand for in order; a function without signature has them by position."""
    signature = signature_of(function)
    if signature is None:
        yield from ((str(i), spec) for i, spec in enumerate(specs))
        return
    parameters = [p for p in signature.parameters.values() if p.kind in POSITIONAL]
    star = [p for p in signature.parameters.values() if p.kind is p.VAR_POSITIONAL]
    if len(specs) > len(parameters) + len(star):
        name = getattr(function, "__qualname__", str(function))
        raise TypeError(f"{name}() takes {len(parameters)} positional arguments, and {len(specs)} are declared")
    yield from ((parameter.name, spec) for parameter, spec in zip([*parameters, *star], specs, strict=False))


# Functions as arguments --------------------------------------------------------------------------------------


def takes(*specs: Any, returns: Any) -> Any:
    """Declare an argument that is a function, for :func:`wraps`: what it takes, and what it gives.

    The function that the caller passes works on quantities; the wrapped function gets one of bare numbers.

    Parameters
    ----------
    *specs
        One spec for each of its arguments; further ones are handed over as they are.
    returns
        Units of its results. A name (``"=B"``) takes the unit of the first result.

    Returns
    -------
    Spec
        To be used in :func:`wraps`.

    Examples
    --------
    >>> import metaarr as mt
    >>> from metaarr import units as u
    >>> def midpoint(f, a, b):  # knows numbers only
    ...     return f((a + b) / 2) * (b - a)
    >>> integral = mt.wraps(midpoint, mt.takes("=A", returns="=B"), "=A", "=A", returns="=A*B")
    >>> integral(lambda t: 9.81 * u("m/s**2") * t, 0 * u.s, 2 * u.s)
    Quantity(19.62, 'meter')
    """
    return Takes(specs, returns)


class Takes(Spec):
    """What is declared of an argument that is a function."""

    binds: frozenset[str] = frozenset()  # not before it is called

    def __init__(self, specs: tuple[Any, ...], returns: Any) -> None:
        self.specs = [parse(spec, f"argument {i} of the function", optional=True) for i, spec in enumerate(specs)]
        self.returns = parse(returns, "the result of the function")

    def apply(self, action: Any, value: Any, names: Names, site: str) -> Any:
        """Act on the function."""
        return None if value is None else action.function(self, value, names, site)

    def references(self) -> Iterator[Reference]:
        """Give those of its arguments and results."""
        for spec in (*self.specs, self.returns):
            yield from spec.references()

    @property
    def defines(self) -> frozenset[str]:
        """Names that its result gives to a unit."""
        return self.returns.defines - frozenset().union(*(spec.defines for spec in self.specs))

    @property
    def needs(self) -> frozenset[str]:
        """Names that its arguments look up."""
        return frozenset().union(*(spec.defines | spec.needs for spec in self.specs), self.returns.needs) - self.defines

    def inward(self, value: Any, names: Names, site: str, adopt: bool) -> Any:
        """Give a function of bare numbers for one of quantities."""
        if not callable(value):
            raise TypeError(f"{site} is a {type(value).__name__}, and a function is declared")
        numbers = Numbers(adopt)
        sites = [f"{site}: argument {i}" for i in range(len(self.specs))]
        name = f"{site}: the result of {getattr(value, '__name__', 'the function')}"

        @functools.wraps(value, updated=())
        def called(*args: Any, **kwargs: Any) -> Any:
            given = [s.apply(_ATTACHED, a, names, at) for s, a, at in zip(self.specs, args, sites, strict=False)]
            return self.returns.apply(numbers, value(*given, *args[len(given) :], **kwargs), names, name)

        return called

    def outward(self, value: Any, names: Names, site: str) -> Any:
        """Refuse: it goes the other way."""
        raise TypeError(f"{site}: takes(...) declares an argument that is a function; declare a result with wraps(...)")
