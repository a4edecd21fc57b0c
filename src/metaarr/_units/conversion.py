"""Conversion of numbers from one unit to another.

The ratio of two units is an exact rational p/q, and numbers are treated so that the rounding error is smallest:

- ``q == 1``: one multiplication by p (km → m: ``x * 1000``);
- ``p == 1``: one division by q (m → km: ``x / 1000``, not ``x * 0.001``);
- both small (below 2**24) and at least double precision: ``x * p / q``, so that 36 km/h is 10 m/s exactly;
- otherwise one multiplication by the double nearest to p/q.

Offset units add one constant after that (degC → kelvin adds 273.15 and does nothing else).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._errors import DimensionalityError, UnitsError, UnsupportedError
from . import _contexts, _pint
from ._facts import LogScale
from ._memo import Memo
from .unit import Unit, check_realm, unit_of_items

Array: TypeAlias = NDArray[Any]

_BLOCK = 1 << 16
"""Elements converted at a time where several passes are made: the block stays in the cache."""

_SMALL = 1 << 24
_NO_NUMBERS = (str, bytes, bytearray, list, tuple)
_PYTHON_NUMBERS = frozenset((bool, int, float, complex))
_DOUBLE = np.dtype(np.float64)


class Conversion:
    """How numbers change from one unit to another. Made by :func:`conversion`.

    Attributes
    ----------
    is_offset : bool
        Whether a constant is added, or a logarithm taken: equal ratios don't stay equal.
    """

    __slots__ = ("is_offset",)

    is_offset: bool

    def __call__(self, value: object) -> Array:
        """Return converted numbers as a new array.

        float32 stays float32 and complex stays complex; integers and booleans become float64; objects are
        converted one by one. A Python number stays one, which takes the precision of what it meets.
        """
        x = np.asarray(value)
        if type(value) in _PYTHON_NUMBERS:
            return self(x).item()  # type: ignore[no-any-return]
        if x.dtype.kind == "O":
            return np.asarray(np.frompyfunc(self._object, 1, 1)(x), dtype=object)
        work = self._work_type(x.dtype)
        out = np.empty_like(x, dtype=work, subok=False)
        self._fill(x, out)
        kept = x.dtype if x.dtype.kind in "fc" else _DOUBLE
        return out if work == kept else out.astype(kept)

    def into(self, value: object, out: Array) -> None:
        """Write converted numbers into `out`, which may be `value` itself.

        Raises
        ------
        numpy's casting error (a TypeError)
            If `out` cannot hold the result, such as an integer array; nothing was written then.
        """
        x = np.asarray(value)
        require_inexact(out.dtype)
        if "O" in (x.dtype.kind, out.dtype.kind):
            out[...] = self(x)
        elif self._work_type(x.dtype).itemsize > out.dtype.itemsize or (x is not out and np.may_share_memory(x, out)):
            np.copyto(out, self(x), casting="same_kind")
        else:
            self._fill(x, out)

    def _fill(self, x: Array, out: Array) -> None:
        """Convert `x` into the float array `out`, block by block where that saves passes through memory."""
        if x.size <= _BLOCK or self._passes == 1 or not (x.flags.c_contiguous and out.flags.c_contiguous):
            self._pass(x, out)
            return
        flat, flat_out = x.reshape(-1), out.reshape(-1)
        for start in range(0, x.size, _BLOCK):
            block = slice(start, start + _BLOCK)
            self._pass(flat[block], flat_out[block])

    def _work_type(self, dtype: np.dtype[Any]) -> np.dtype[Any]:
        """Return the float type to compute in."""
        raise NotImplementedError

    @property
    def _passes(self) -> int:
        """How often the data are gone through."""
        raise NotImplementedError

    def _pass(self, x: Array, out: Array) -> None:
        """Convert `x` into `out`, both at most a block."""
        raise NotImplementedError

    def _object(self, value: Any) -> Any:
        """Convert one Python object; text and lists, which a product would repeat, are no numbers."""
        if value is None or isinstance(value, _NO_NUMBERS):
            raise UnsupportedError(
                f"an array of objects holds {value!r}, which is no number and cannot be converted to another unit; "
                "put numbers there, nan where one is missing"
            )
        return self._element(value)

    def _element(self, value: Any) -> Any:
        """Convert one Python number."""
        raise NotImplementedError


class LinearConversion(Conversion):
    """Multiplication by a rational number and addition of a constant."""

    __slots__ = ("_factor", "_narrow_steps", "_ratio", "_shift", "steps")

    steps: tuple[tuple[np.ufunc, float], ...]
    """The ufuncs and constants to apply in turn to numbers of double precision."""

    def __init__(self, ratio: Fraction, shift: Fraction) -> None:
        self.is_offset = bool(shift)
        self._ratio, self._shift, self._factor = ratio, shift, _as_float(ratio)
        p, q = ratio.numerator, ratio.denominator
        if p == 1 or q == 1 or max(p, q) < _SMALL:
            scaling = ((np.multiply, _as_float(Fraction(p))), (np.divide, _as_float(Fraction(q))))
        else:
            scaling = ((np.multiply, self._factor), (np.divide, 1.0))
        adding = ((np.add, float(shift)),) if shift else ()
        self.steps = tuple(step for step in scaling if step[1] != 1) + adding
        self._narrow_steps = self.steps if 1 in (p, q) else ((np.multiply, self._factor), *adding)

    def __call__(self, value: object) -> Array:
        if type(value) is np.ndarray and value.dtype is _DOUBLE and value.ndim > 0 and value.size <= _BLOCK:
            x: Array = value
            for change, constant in self.steps:
                x = change(x, constant)
            return x
        return super().__call__(value)

    @property
    def _passes(self) -> int:
        return len(self.steps)

    def _work_type(self, dtype: np.dtype[Any]) -> np.dtype[Any]:
        return _float_type(dtype, self._factor)

    def _pass(self, x: Array, out: Array) -> None:
        if not self.steps:
            np.copyto(out, x, casting="same_kind")
        for change, constant in self.steps if _precision(out.dtype) >= 8 else self._narrow_steps:
            x = change(x, constant, out=out, dtype=out.dtype.type, casting="same_kind")

    def _element(self, value: Any) -> Any:
        ratio, shift = self._ratio, self._shift
        if not shift:
            return value * ratio.numerator / ratio.denominator if ratio.denominator != 1 else value * ratio.numerator
        common = math.lcm(ratio.denominator, shift.denominator)
        return (value * int(ratio * common) + int(shift * common)) / common


class LogConversion(Conversion):
    """Conversion between a logarithmic and a linear unit (or two logarithmic ones of different bases)."""

    __slots__ = ("_ratio", "_source", "_target")

    def __init__(self, source: LogScale | None, target: LogScale | None, ratio: float) -> None:
        self.is_offset = True
        self._source, self._target, self._ratio = source, target, ratio

    @property
    def _passes(self) -> int:
        return 3

    def _work_type(self, dtype: np.dtype[Any]) -> np.dtype[Any]:
        return np.result_type(_float_type(dtype, self._ratio), _DOUBLE)

    def _pass(self, x: Array, out: Array) -> None:
        if self._source:
            np.divide(x, self._source.multiplier, out=out, dtype=out.dtype.type, casting="same_kind")
            np.power(self._source.base, out, out=out)
            x = out
        np.multiply(x, self._ratio, out=out, dtype=out.dtype.type, casting="same_kind")
        if self._target:
            _log_into(out, self._target.base)
            np.multiply(out, self._target.multiplier, out=out)

    def _element(self, value: Any) -> Any:
        return self(value if isinstance(value, complex) else float(value))


def _log_into(out: Array, base: float) -> None:
    exact = {2.0: np.log2, 10.0: np.log10}.get(base)
    if exact is not None:
        exact(out, out=out)
    else:
        np.divide(np.log(out, out=out), math.log(base), out=out)


def require_inexact(dtype: np.dtype[Any]) -> None:
    """Raise NumPy's casting error for a dtype that cannot hold converted numbers."""
    if dtype.kind not in "fcO":
        np.multiply(np.empty(0), 1.0, out=np.empty(0, dtype))


def _precision(dtype: np.dtype[Any]) -> int:
    """Return the bytes of a float, or of the real part of a complex number."""
    return dtype.itemsize // 2 if dtype.kind == "c" else dtype.itemsize


def _float_type(dtype: np.dtype[Any], factor: float) -> np.dtype[Any]:
    """Return the type to compute in: the type itself, or a wider one that can hold the factor."""
    if dtype.kind in "iub":
        return _DOUBLE
    if dtype.kind not in "fc":
        raise UnsupportedError(f"numbers of dtype {dtype} cannot be converted to another unit; use a float dtype")
    narrow = _precision(dtype)
    if narrow >= 8 or (narrow == 4 and 1e-30 < factor < 1e30):
        return dtype
    return np.dtype(np.float32) if narrow == 2 and 1e-30 < factor < 1e30 else np.result_type(dtype, _DOUBLE)


def _as_float(ratio: Fraction) -> float:
    """Return the nearest double; a ratio outside its range has none."""
    try:
        nearest = float(ratio)
    except OverflowError:
        nearest = 0.0
    if nearest == 0:
        raise UnitsError("the units differ by a factor outside the range of floats; convert in two steps")
    return nearest


# Finding conversions -----------------------------------------------------------------------------------------

_CONVERSIONS: Memo[tuple[int, int], Conversion | None] = Memo()


def conversion(source: Unit, target: Unit) -> Conversion | None:
    """Return how numbers in `source` become numbers in `target`; None if they are the same numbers.

    Raises
    ------
    DimensionalityError
        If the dimensions differ, or a difference (delta_degC) would become a point on a scale (degC).
    """
    if source is target:
        return None
    return _CONVERSIONS.get((source.serial, target.serial), lambda: _find(source, target))


def convertible(source: Unit, target: Unit) -> bool:
    """Tell whether :func:`conversion` has an answer."""
    mixes_delta = (source.is_delta and target.is_offset) or (source.is_offset and target.is_delta)
    return source.dims == target.dims and not mixes_delta


def in_contexts(
    source: Unit, target: Unit, contexts: Sequence[Any], given: Mapping[str, Any]
) -> Callable[[Array], Array]:
    """Give the conversion through pint's contexts (such as ``"spectroscopy"``), for one conversion only.

    What has a factor is converted here and exactly: to base units before the contexts are asked, and from what they
    give to the target.
    """
    check_realm(source, target)

    def change(value: Array) -> Array:
        if _contexts.redefines(contexts):
            return np.asarray(_contexts.convert(value, source.items, target.items, contexts, given)[0])
        start = _converted(value, source, source.base)
        number, items = _contexts.convert(start, source.base.items, target.base.items, contexts, given)
        found = unit_of_items(items)
        if found.dims != target.dims:
            raise _pint.dimensionality_error(
                f"the contexts give '{found}' where '{target}' is wanted; a parameter "
                f"({', '.join(given) or 'none is given'}) has another unit than they expect",
                found,
                target,
            )
        if np.shape(number) != np.shape(value):
            raise UnitsError(f"a parameter ({', '.join(given)}) has another shape than the array; pass single numbers")
        return np.asarray(_converted(np.asarray(number), found, target))

    return change


def _converted(value: Array, source: Unit, target: Unit) -> Array:
    change = conversion(source, target)
    return value if change is None else change(value)


def _find(source: Unit, target: Unit) -> Conversion | None:
    check_realm(source, target)
    if not convertible(source, target):
        raise _inconvertible(source, target)
    ratio = source.root_factor / target.root_factor
    if source.log == target.log:
        return _find_log_shift(source, target) if source.log else _find_linear(source, target)
    if source.log and target.log and ratio == 1:
        return LinearConversion(_ratio_of_scales(source.log, target.log), Fraction(0))
    return LogConversion(source.log, target.log, _as_float(ratio))


def _find_linear(source: Unit, target: Unit) -> Conversion | None:
    shift = (source.root_offset - target.root_offset) / target.root_factor
    if not shift and _same_factor(source, target):
        return None
    return LinearConversion(source.root_factor / target.root_factor, shift)


def _find_log_shift(source: Unit, target: Unit) -> Conversion | None:
    """Between levels on the same scale only the reference differs: dBm → dBW subtracts 30."""
    assert source.log is not None
    if source.root_factor == target.root_factor:
        return None
    ratio = _as_float(source.root_factor / target.root_factor)
    steps = math.log10(ratio) if source.log.base == 10 else math.log(ratio, source.log.base)
    return LinearConversion(Fraction(1), Fraction(repr(source.log.multiplier * steps)))


def _ratio_of_scales(source: LogScale, target: LogScale) -> Fraction:
    """Return how many steps of `target` one step of `source` is (1 Np = 8.686 dB)."""
    nepers = math.log(source.base) / source.multiplier
    return Fraction(nepers) / Fraction(math.log(target.base) / target.multiplier)


def _same_factor(source: Unit, target: Unit) -> bool:
    """Tell whether the factors agree to the digits that unit equality looks at."""
    return abs(source.root_factor / target.root_factor - 1) < Fraction(1, 10**13)


def _inconvertible(source: Unit, target: Unit) -> DimensionalityError:
    if source.dims == target.dims:
        text = (
            f"cannot convert '{source}' to '{target}': one is a difference, the other a point on a scale; "
            "add the difference to a point, or go through 'kelvin'"
        )
    else:
        text = (
            f"cannot convert '{source}' ({source.dimensionality}) to '{target}' ({target.dimensionality}): the "
            "dimensions differ; drop the unit with .magnitude, or pass a pint context to .to(...)"
        )
    return _pint.dimensionality_error(text, source, target)
