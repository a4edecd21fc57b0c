"""Rules for functions outside NumPy: :func:`register`.

A function needs two things that NumPy's own have: a row of the table, which says what it does to elements, and a rule
for units. Masks, labels and the metadata of subclasses follow from the row.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ._axes import folds, maps, shapes
from ._call import is_ours
from ._compat import is_overridable
from ._construct import holds_ours
from ._errors import UnsupportedError
from ._row import Row
from ._run import foreign, run_function
from ._structure import Structure
from ._table import REGISTERED, complete, lookup, ufunc_row
from ._units.answers import Rule
from ._units.binding import POSITIONAL, SINGLE
from ._units.declared import FUNCTIONS as FUNCTION_RULES
from ._units.declared import DeclaredFunction, DeclaredUfunc
from ._units.kind import UNITS
from ._units.references import OfDimension, Reference, read
from ._units.ufuncs import REGISTERED as UFUNC_RULES
from ._units.ufuncs import rule_of

_STRUCTURES: dict[str, tuple[Structure, maps.Rule | None]] = {
    "elementwise": (Structure.ELEMENTWISE, None),
    "reduce": (Structure.REDUCE, folds.reduce),
    "accumulate": (Structure.ACCUMULATE, folds.running),
    "stencil": (Structure.STENCIL, shapes.same),
}


def register(
    function: Any = None,
    /,
    *,
    units: Any = None,
    returns: Any = None,
    structure: str = "elementwise",
    arrays: str | None = None,
    axis: str = "",
) -> Any:
    """Teach metaarr a function that is not NumPy's: arrays with metadata go through it as through ``np.add``.

    Parameters
    ----------
    function
        A ufunc (SciPy's, one of :func:`numpy.frompyfunc`), or a function of plain arrays (one of numba's, or of
        :class:`numpy.vectorize`). Without one, a decorator is returned.
    units
        Units of the arrays: one for all of them, a tuple in order, or a dict by parameter. Each is a unit the function
        computes in (``""`` for plain numbers), a name for any unit (``"=A"``, the same name for what must agree), or a
        unit in terms of names (``"=A**2"``). A NumPy ufunc stands for its rule. None: quantities are refused.
    returns
        Unit of the result, or of each in a tuple, in the same language; a function of names (``lambda A, B: A * B``)
        where products of powers do not say it; None for a result without unit, such as truth or a count.
    structure
        What the function does to elements. Ufuncs go ``"elementwise"``; so does a function each element of whose result
        depends on the elements at its own broadcast place. ``"reduce"``, ``"accumulate"`` and ``"stencil"`` (all
        places stay, neighbours are looked at) work along `axis`; arrays with a mask are refused there.
    arrays
        Names of the parameters that hold arrays, in one text; those without a default unless given. Of functions only.
    axis
        Names of the parameters that hold axes, so that dims work there.

    Returns
    -------
    callable
        `function` itself where its calls reach metaarr by themselves (ufuncs); else a function to use in its place.

    Raises
    ------
    TypeError
        For a function of NumPy, which has its rule, and for what cannot be registered.

    See Also
    --------
    wraps : for functions that do nothing of the kind to elements.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> distance = np.frompyfunc(lambda a, b: abs(a - b), 2, 1)
    >>> distance = mt.register(distance, units="=A", returns="=A")
    >>> distance(mt.array([1, 2], "m", mask=[0, 1]), 50 * mt.units.cm)
    MaskedQuantity([0.5, --], 'meter', dtype=object)

    A function of plain arrays:

    >>> @mt.register(units="degC", returns="hPa")
    ... def saturation_pressure(t):
    ...     return 6.1094 * np.exp(17.625 * t / (t + 243.04))
    >>> saturation_pressure(mt.array([293.15, 303.15], "kelvin", dims="time")).round(2)
    LabeledQuantity([23.33, 42.37], 'hectopascal', dims=('time',))
    """
    if function is None:
        return functools.partial(register, units=units, returns=returns, structure=structure, arrays=arrays, axis=axis)
    if isinstance(function, np.ufunc):
        if structure != "elementwise" or arrays is not None or axis:
            raise TypeError(
                f"the ufunc {function.__name__!r} goes element by element; only units and returns are declared"
            )
        register_ufunc(function, units, returns)
        return function
    if not callable(function):
        raise TypeError(f"register() takes a function, not {function!r}")
    return _register_function(function, units, returns, structure, arrays, axis)


# Ufuncs ------------------------------------------------------------------------------------------------------


def register_ufunc(ufunc: np.ufunc, units: Any, returns: Any, *, checked: bool = True) -> None:
    """Give a ufunc its row and its rule.

    With `checked` false the declaration is taken as right: no unit is looked up before it is needed.
    """
    if ufunc.signature is not None:
        raise TypeError(
            f"the ufunc {ufunc.__name__!r} works on whole axes ({ufunc.signature}), which metaarr cannot follow; "
            "use metaarr.wraps"
        )
    if checked and ufunc not in REGISTERED and ufunc_row(ufunc) is not None:
        raise TypeError(f"np.{ufunc.__name__} has its rule already, which cannot be changed")
    rule = None if units is None else _ufunc_rule(ufunc, units, returns, checked)
    REGISTERED[ufunc] = Row(Structure.ELEMENTWISE, out="out", where="where")
    if rule is None:
        UFUNC_RULES.pop(ufunc, None)
    else:
        UFUNC_RULES[ufunc] = rule
    UNITS.forget()  # plans that were made while there was no rule


def _ufunc_rule(ufunc: np.ufunc, units: Any, returns: Any, checked: bool) -> Any:
    if isinstance(units, np.ufunc):
        known = rule_of(units)
        if not isinstance(known, Rule) or (units.nin, units.nout) != (ufunc.nin, ufunc.nout):
            raise TypeError(f"np.{units.__name__} has no rule that {ufunc.__name__!r} could share")
        return Rule(ufunc, known.plan)
    inputs = [_reference(spec, checked) for spec in _each(units, ufunc.nin, f"operands of {ufunc.__name__!r}")]
    outputs = _outputs(_each(returns, ufunc.nout, f"results of {ufunc.__name__!r}"), inputs, ufunc.__name__, checked)
    return DeclaredUfunc(ufunc, inputs, outputs)


def _each(spec: Any, count: int, what: str) -> tuple[Any, ...]:
    """Give a spec for each of `count`: a tuple as it is, anything else for all."""
    specs = spec if isinstance(spec, tuple) else (spec,) * count
    if len(specs) != count:
        raise TypeError(f"{len(specs)} units are declared for the {count} {what}")
    return specs


def _reference(spec: Any, checked: bool) -> Reference:
    if spec is None:
        raise TypeError("every array needs a unit to compute in; '' says that it takes plain numbers")
    reference = read(spec, checked=checked)
    if isinstance(reference, OfDimension):
        raise TypeError(f"{spec!r} does not say in which unit the function computes; name a unit, or '=A' for any")
    return reference


def _outputs(specs: Sequence[Any], inputs: Sequence[Reference], name: str, checked: bool) -> list[Reference | None]:
    outputs = [None if spec is None else _reference(spec, checked) for spec in specs]
    defined = {reference.defines for reference in inputs}
    needed = {n for o in outputs if o is not None for n in (o.needs | {o.defines} - {None})}
    needed |= {n for reference in inputs for n in reference.needs}
    missing = sorted(str(n) for n in needed - defined)
    if missing:
        raise TypeError(f"{name}: no array is declared as '={missing[0]}'")
    return outputs


# Functions ---------------------------------------------------------------------------------------------------


def _register_function(
    function: Callable[..., Any], units: Any, returns: Any, structure: str, arrays: str | None, axis: str
) -> Any:
    name = getattr(function, "__name__", None)
    if name is None:
        raise TypeError(f"register() takes a function with a name, not {function!r}; write one with def that calls it")
    if structure not in _STRUCTURES:
        raise TypeError(f"structure must be one of {', '.join(map(repr, _STRUCTURES))}, not {structure!r}")
    if lookup(function) is not None or complete().get(function) is not None:
        raise TypeError(f"{name} has its rule already, which cannot be changed")
    signature = inspect.signature(function.pyfunc if isinstance(function, np.vectorize) else function)
    parameters = _array_parameters(name, signature, units, arrays)
    kind, rule = _STRUCTURES[structure]
    outputs = len(returns) if isinstance(returns, tuple) else 1
    row = Row(kind, arrays=parameters, axis=tuple(axis.split()), axes=rule, outputs=outputs)
    key = function if is_overridable(function) else _checking(function, row, signature)
    if units is not None:
        FUNCTION_RULES[key] = _function_rule(name, parameters, units, returns)
    REGISTERED[key] = row
    return function if key is function else _routed(function, key)


def _array_parameters(name: str, signature: inspect.Signature, units: Any, arrays: str | None) -> tuple[str, ...]:
    """Give the parameters that hold arrays: those named, those with a unit, or those without a default."""
    known = signature.parameters
    if arrays is not None or isinstance(units, Mapping):
        names = tuple(units if arrays is None else arrays.split())
    else:
        names = tuple(p.name for p in known.values() if p.kind in POSITIONAL and p.default is p.empty)
    unknown = [name for name in names if name not in known or known[name].kind not in SINGLE]
    if unknown or not names:
        raise TypeError(
            f"{name}: {unknown[0] if unknown else 'no parameter'} can hold an array; its parameters are "
            f"{', '.join(known) or 'none'}"
        )
    return names


def _function_rule(name: str, parameters: tuple[str, ...], units: Any, returns: Any) -> DeclaredFunction:
    if isinstance(units, Mapping):
        missing = [parameter for parameter in parameters if parameter not in units]
        if missing:
            raise TypeError(f"{name}: no unit is declared of {missing[0]!r}")
        specs: Any = tuple(units[parameter] for parameter in parameters)
    else:
        specs = _each(units, len(parameters), f"arrays of {name}")
    inputs = {p: _reference(spec, True) for p, spec in zip(parameters, specs, strict=True)}
    results = returns if isinstance(returns, tuple) else (returns,)
    return DeclaredFunction(inputs, _outputs(results, list(inputs.values()), name, True))


def _checking(function: Callable[..., Any], row: Row, signature: inspect.Signature) -> Callable[..., Any]:
    """Give the function of bare arrays, one that raises where a result does not lie as the structure says."""
    stays = row.structure in (Structure.ELEMENTWISE, Structure.STENCIL)

    @functools.wraps(function)
    def computed(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        result = function(*bound.args, **bound.kwargs)  # by position: compiled functions know no names
        if stays:
            given = [bound.arguments[name] for name in row.arrays if name in bound.arguments]
            shape = np.broadcast_shapes(*(np.shape(array) for array in given))
            for each in result if isinstance(result, tuple) else (result,):
                if np.shape(each) != shape:
                    raise UnsupportedError(
                        f"{function.__name__}: the result has shape {np.shape(each)}, and as it is registered "
                        f"({row.structure.value}) its elements have their places in shape {shape}; use metaarr.wraps"
                    )
        return result

    computed.__dict__["__signature__"] = signature  # np.vectorize has none of its own
    return computed


def _routed(function: Callable[..., Any], key: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function that sends arrays with metadata through the pipeline."""

    @functools.wraps(function)
    def routed(*args: Any, **kwargs: Any) -> Any:
        values = (*args, *kwargs.values())
        if not any(_is_or_holds_ours(value) for value in values):
            return function(*args, **kwargs)
        if foreign((type(value) for value in values), function):
            raise UnsupportedError(f"{function.__name__}: an array of metaarr meets one of another library")
        return run_function(key, args, kwargs)

    routed.__dict__["registered_as"] = key
    return routed


def _is_or_holds_ours(value: Any) -> bool:
    return is_ours(value) or (type(value) in (list, tuple) and holds_ours(value))
