"""matplotlib: a unit for each axis, gaps for masked elements, names and units as labels.

Positions go through the axes, which ask here: an axis takes the unit of the first array that is drawn on it, everything
else is converted to that, and what does not convert raises. Values that stand on no axis (colours, arrows) are handed
over by the wrappers of ``_matplotlib_axes.py``. See decision record 0015.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from .. import _errors
from .._call import bare, is_ours
from .._errors import MetaArrayError, UnsupportedError
from .._foreign import adopted
from .._front import array
from .._labels.arrays import hidden, labels_of
from .._units.interface import UnitMethods
from .._units.unit import Unit, as_unit

_MARK = "serves_metaarr"

_RADIANS = {"polar": ("theta",), **dict.fromkeys(("aitoff", "hammer", "lambert", "mollweide"), ("x", "y"))}
"""Projections whose axes are angles, which matplotlib counts in radian whatever the first array is in."""


def adapt(library: ModuleType) -> None:
    """Register the converter of units, and wrap what arrays of ours are given to without asking it."""
    from . import _matplotlib_axes as axes

    if hasattr(library, "registry"):
        library.registry[UnitMethods] = CONVERTER
    if hasattr(library, "Axis"):
        wrap(library.Axis, "update_units", _updating)
        wrap(library.Axis, "convert_units", _converting)
    if hasattr(library, "Axes"):
        axes.adapt(library.Axes)
    if hasattr(library, "Axes3D"):
        axes.adapt_space(library.Axes3D)
    if hasattr(library, "_ScalarMappable"):
        axes.adapt_colors(library._ScalarMappable, "set_array")
        axes.adapt_colors(library._ColorizerInterface, "set_clim")
    if hasattr(library, "_ImageBase"):
        axes.adapt_colors(library._ImageBase, "set_data")
    if hasattr(library, "Colorbar"):
        wrap(library.Colorbar, "__init__", axes.labelling)


def wrap(cls: Any, name: str, wrapper: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put a wrapper around a method, once."""
    own = vars(cls)[name]
    if not hasattr(own, _MARK):
        wrapped = wraps(own)(wrapper(own))
        setattr(wrapped, _MARK, True)
        for alias in [key for key, value in vars(cls).items() if value is own]:
            setattr(cls, alias, wrapped)


# -- what matplotlib's registry asks ---------------------------------------------------------------------------------


class Converter:
    """What an axis with units asks: its unit, its label, and numbers in that unit."""

    def __reduce__(self) -> str:
        return "CONVERTER"

    @staticmethod
    def default_units(x: Any, axis: Any) -> Unit:
        """Give the unit that an axis takes from the first array."""
        return _angle_of(axis) or _gathered(x).unit

    @staticmethod
    def axisinfo(unit: Any, axis: Any) -> Any:
        """Give the label: the name of what is drawn, and the unit."""
        return _units().AxisInfo(label=None if _angle_of(axis) else label(_NAMES.get(axis.callbacks), as_unit(unit)))

    @staticmethod
    def convert(x: Any, unit: Any, axis: Any) -> Any:
        """Give numbers in the unit of the axis, NaN for masked elements."""
        value = _gathered(x)
        if not isinstance(value, UnitMethods):
            if getattr(value, "dtype", np.dtype(object)).kind in "biuf":
                return x  # numbers alone are in the unit of the axis, as matplotlib has it
            raise UnsupportedError(
                f"the axis is in '{unit}', and {_named(x)} has no unit; give it one, or draw it on an axis of its own"
            )
        if unit is None:  # nothing but texts and patches so far, for which no axis is asked beforehand
            axis.set_units(_angle_of(axis) or value.unit)
            unit = axis.get_units()
        return _number(bare_for_axis(value.to(unit)))


CONVERTER = Converter()


def _units() -> Any:
    """The module of that name in matplotlib, which is imported where we are asked."""
    return sys.modules["matplotlib.units"]


@cache
def _failure(kind: Any) -> Any:
    """Give a class for errors that are matplotlib's ConversionError as well."""
    own: Any = next(base for base in kind.__mro__ if vars(_errors).get(base.__name__) is base)  # not pint's beside it
    return type(own.__name__, (own, _units().ConversionError), {"__module__": own.__module__})


def _angle_of(axis: Any) -> Unit | None:
    """The unit of an axis of angles, None for others."""
    axes = getattr(axis, "axes", None)
    return as_unit("radian") if axis.axis_name in _RADIANS.get(getattr(axes, "name", ""), ()) else None


def _named(x: Any) -> str:
    return f"an array of {x.dtype}" if isinstance(x, np.ndarray) else repr(x)


def _gathered(x: Any) -> Any:
    """Give a list of arrays without axes as one array of ours, and arrays of other libraries as ours."""
    return array(x, copy=None) if isinstance(x, (list, tuple)) else adopted(x)


def _number(values: np.ndarray) -> Any:
    return values if values.ndim else values[()]


# -- what arrays are to matplotlib -----------------------------------------------------------------------------------


def bare_for_axis(x: Any) -> np.ndarray:
    """Give plain values with NaN, NaT or None in the place of masked ones.

    matplotlib drops masks of :mod:`numpy.ma` on some of its ways (bars, steps), and never draws NaN.
    """
    mask = hidden(x)
    values: np.ndarray = bare(x)
    if mask is None or not mask.any():
        return values
    if values.dtype.kind in "SU":
        raise UnsupportedError("masked texts have no place on an axis; take them out with .compressed()")
    found = values.astype(float) if values.dtype.kind in "biu" else values.copy()
    found[mask] = "NaT" if values.dtype.kind in "mM" else np.nan  # text, since a NaT without a unit is deprecated
    return found


def label(name: str | None, unit: Unit | None) -> str | None:
    """Give the text beside an axis or a colour bar: ``height [km]``; None for nothing to say."""
    if unit is None or (unit.is_unity and not unit.is_angle):
        return _escaped(name) if name else None
    text = _symbol(unit)
    return f"{_escaped(name)} [{text}]" if name else text


def _symbol(unit: Unit) -> str:
    """The unit as it is written: 'm / s' in superscripts and middle dots."""
    return _escaped(f"{unit:~P}")


def _escaped(text: str) -> str:
    """Have matplotlib show dollars as they are instead of reading formulas."""
    return text.replace("$", r"\$")


def name_of(x: Any) -> str | None:
    """What a labelled array is called: in words, where it says so as files of CF do, or by its name."""
    labels = labels_of(x) if is_ours(x) else None
    if labels is None:
        return None
    words = labels.attrs.get("long_name")
    return words if isinstance(words, str) and words else labels.name


# -- axes ------------------------------------------------------------------------------------------------------------

_NAMES: WeakKeyDictionary[Any, str | None] = WeakKeyDictionary()
"""Callbacks of an axis → name of what is drawn on it, None where that has several. Clearing an axis makes new ones."""


def _updating(own: Callable[..., Any]) -> Callable[..., Any]:
    def update_units(self: Any, data: Any) -> Any:
        if not speaks(data) and self.get_converter() is not CONVERTER:
            return own(self, data)
        with _reported(self):
            value = _gathered(data) if speaks(data) else _foreign(data)
            if isinstance(value, UnitMethods):
                _require_ours(self, value)
            known = own(self, value if isinstance(value, UnitMethods) else _plain(value))
            _name(self, value)
        return known

    return update_units


def _converting(own: Callable[..., Any]) -> Callable[..., Any]:
    def convert_units(self: Any, x: Any) -> Any:
        if not speaks(x) and self.get_converter() is not CONVERTER:
            return own(self, x)
        with _reported(self):
            value = _gathered(x) if speaks(x) else _foreign(x)
            if not isinstance(value, UnitMethods):
                _name(self, value)
                return own(self, _plain(value))
            _require_ours(self, value)
            if self.get_converter() is None:
                self.update_units(value)
            _name(self, value)
            return CONVERTER.convert(value, self.get_units(), self)

    return convert_units


@contextmanager
def _reported(axis: Any) -> Iterator[None]:
    """Say which axis an error is about."""
    try:
        yield
    except MetaArrayError as error:
        kind: Any = type(error)
        raise _failure(kind)(f"{axis.axis_name} axis: {error}") from error


def _require_ours(axis: Any, value: Any) -> None:
    """Refuse a quantity on an axis of dates or categories, which matplotlib would turn into one of units."""
    converter = axis.get_converter()
    if converter is not None and converter is not CONVERTER:
        raise UnsupportedError(
            f"a quantity in '{value.unit}' meets an axis of {type(converter).__name__.strip('_')}; "
            "draw it on an axis of its own"
        )


def _foreign(data: Any) -> Any:
    """Give what comes to an axis of units: quantities of other libraries as ours, numbers as they are."""
    value = adopted(data)
    if not isinstance(value, UnitMethods) and _units().registry.get_converter(data) is not None:
        raise UnsupportedError(f"{_named(data)} meets an axis of units; draw it on an axis of its own")
    return value


def speaks(x: Any) -> bool:
    """Whether something is one of our arrays, or a list that holds some."""
    if not isinstance(x, (list, tuple)):
        return is_ours(x)
    kinds = set(map(type, x))  # few, where items are many
    if any(hasattr(kind, "_kinds") for kind in kinds):
        return True
    return not kinds.isdisjoint((list, tuple)) and any(speaks(item) for item in x if isinstance(item, (list, tuple)))


def take_unit(axis: Any, unit: Unit) -> None:
    """Have an axis be in a unit, with the label that it has."""
    default, axis.isDefault_label = axis.isDefault_label, False
    axis.update_units(array(0.0, unit))
    axis.isDefault_label = default


def _plain(x: Any) -> Any:
    return _number(bare_for_axis(x)) if is_ours(x) else x


def _name(axis: Any, x: Any) -> None:
    """Note the name of what is drawn, and label the axis with it where it has no label of its own."""
    name = name_of(x)
    if name is None or _angle_of(axis):
        return
    key = axis.callbacks
    _NAMES[key] = name if _NAMES.get(key, name) == name else None
    text = label(_NAMES[key], as_unit(axis.get_units()) if isinstance(x, UnitMethods) else None) or ""
    if axis.isDefault_label and axis.get_label_text() != text:
        axis.set_label_text(text)
        axis.isDefault_label = True


__all__ = ["CONVERTER", "Converter", "adapt", "bare_for_axis", "label", "name_of", "speaks", "take_unit", "wrap"]
