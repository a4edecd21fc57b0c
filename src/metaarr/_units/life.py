"""What the unit of one array is through its life: given, shown, stored, and what its numbers mean without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import Call, Operand, bare, is_ours
from .._errors import UnsupportedError
from .._per_array import PerArray
from .._proposal import ABSENT
from .adoption import adoptable, bare_refusal
from .conversion import conversion
from .unit import DIMENSIONLESS, Unit, as_unit, unit_of_items

if TYPE_CHECKING:
    from .._array import MetaArray


_CREATION = ", and metaarr.arange and its like where NumPy's are called (they don't know units)"


class Life(PerArray):
    """The unit of an array, before any call of NumPy."""

    decides = ()  # no function that has a plan is one of those that were registered

    def __init__(self) -> None:
        super().__init__(merge="raise")
        self.keywords = ("units",)
        self.order = (-3,)

    def neutral(self, data: np.ndarray) -> Unit:
        """Plain data are dimensionless."""
        self.check_dtype(data.dtype)
        return DIMENSIONLESS

    def check_dtype(self, dtype: np.dtype[Any]) -> None:
        """Refuse what is no number: records, text, and times, whose dtype says already what they count."""
        if isinstance(dtype, _NO_NUMBERS):
            raise UnsupportedError(_refused(dtype))

    def parsed(self, spec: Any) -> Unit:
        """Give the unit that `spec` (a string, a unit, an array with one) means."""
        return spec.units if is_ours(spec) and self in type(spec)._index else as_unit(spec)

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Unit]:
        """Convert data that have a unit already; give it to those that have none."""
        self.check_dtype(data.dtype)
        spec = given.get("units")
        if spec is None:
            return data, DIMENSIONLESS if present is ABSENT else present
        unit = as_unit(spec)
        if present is ABSENT:
            return data, unit
        change = conversion(present, unit)
        return data if change is None else change(data), unit

    def __set__(self, array: MetaArray, value: Any) -> None:
        raise AttributeError(
            f"units cannot be assigned; use x.to({str(value)!r}), or metaarr.array(x.magnitude, {str(value)!r})"
        )

    def store(self, meta: Unit) -> Unit:
        """Give the unit; it pickles as its canonical string."""
        return meta

    def described(self, meta: Unit) -> str:
        """Give the unit's name in quotes."""
        return repr(str(meta)) if str(meta) else "''"

    def suffix(self, meta: Unit, spec: str = "") -> str:
        """Give the unit's name, in pint's format `spec` (``~P`` …)."""
        return format(meta, spec)

    def is_neutral(self, meta: Unit) -> bool:
        """Whether a number without a unit says the same."""
        return meta.is_unity

    def as_number(self, value: Any, meta: Unit, what: str, args: tuple[Any, ...], any_unit: bool) -> Any:
        """Give numbers of dimensionless quantities only, those of percent and its like as what they mean."""
        if (any_unit and meta.is_multiplicative) or meta.is_unity:
            return value
        if what == "an index" or not (meta.is_dimensionless and meta.is_multiplicative):
            remedy = ".magnitude.tolist()" if what == "tolist()" else f".magnitude{_CREATION}"
            raise UnsupportedError(f"{what} of a quantity in '{meta}' depends on the unit; use {remedy}")
        change = conversion(meta, DIMENSIONLESS)
        return value if change is None else change(value)

    def as_key(self, value: Any, meta: Unit) -> Any:
        """Give the number of a dimensionless element, and a number in root units with the dimensions otherwise."""
        if meta.is_unity:
            return value
        root = DIMENSIONLESS if meta.is_dimensionless else unit_of_items(meta.dims_in_roots)
        change = conversion(meta, root)
        value = value if change is None else np.asarray(change(value)).item()
        return value if meta.is_dimensionless else (_rounded(value), meta.dims)

    def as_index(self, index: Any, meta: Unit, array: MetaArray) -> Any:
        """Take plain numbers as positions or truth; refuse every other unit."""
        if meta.is_unity:
            return index
        raise UnsupportedError(f"an index with the unit '{meta}' has no meaning; use .magnitude")

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """Selections, positions and options are plain numbers: refuse every other unit."""
        if not operand.metas[self].is_unity:
            super(PerArray, self).auxiliary(call, operand)
        operand.metas.pop(self)

    def number_in(self, value: Any, unit: Unit, *, explicit: bool = False) -> Any:
        """Give `value` as a bare number in `unit`; a bare one must be adoptable unless the caller named the unit."""
        if is_ours(value) and self in type(value)._index:
            change = conversion(value.units, unit)
            return bare(value) if change is None else change(bare(value))
        if not explicit and value is not None and not adoptable(bare(value), unit):
            raise bare_refusal("creation", unit)
        return value


_NO_NUMBERS = (
    *(np.dtypes.VoidDType, np.dtypes.StrDType, np.dtypes.BytesDType, np.dtypes.StringDType),
    *(np.dtypes.DateTime64DType, np.dtypes.TimeDelta64DType),
)


def _refused(dtype: np.dtype[Any]) -> str:
    """Say why elements of a dtype have no unit, and what to do."""
    if dtype.names is not None:
        return (
            "a structured dtype has no single unit; take out one field, x['name'], and give it a unit, "
            "or drop the unit first with .magnitude"
        )
    remedy = {
        "M": "leave the unit out, or drop it first with .magnitude; time since a date is a quantity: "
        '(t - t0) / np.timedelta64(1, "s") * units.s',
        "m": 'divide by the duration of one unit first: x / np.timedelta64(1, "s") * units.s',
        "V": "view them as numbers first, or drop the unit with .magnitude",
    }.get(dtype.kind, "convert text to numbers first, x.astype(float), or drop the unit with .magnitude")
    return f"elements of dtype {dtype} are no numbers, and have no unit; {remedy}"


def _rounded(value: Any) -> Any:
    """Round a number to 12 digits: the way by which a unit is reached does not show in them."""
    if isinstance(value, complex):
        return complex(_rounded(value.real), _rounded(value.imag))
    return float(f"{value:.12g}") if isinstance(value, float) else value
