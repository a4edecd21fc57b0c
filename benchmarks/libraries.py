"""The libraries that are compared: how each makes an array that carries some metadata, and how it spells operations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import astropy.units
import numpy as np
import pint
import scipp as sc
import unyt
import xarray as xr
from astropy.utils.masked import Masked

import metaarr as mt

NAMES = {"np": np, "sc": sc, "xr": xr}
"""Modules that statements use."""

OPERATIONS = (
    "a + b",
    "a + c",
    "a + d",
    "a < b",
    "np.sqrt(a)",
    "a[0:1]",
    "a[0]",
    "a += b",
    "a.sum()",
    "np.concatenate((a, b))",
    "np.transpose(a)",
)
"""What is timed. b shares its coordinates with a, c has another unit, d has equal coordinates that are not shared."""

NEEDS = {"a + c": "units", "a + d": "labels"}
"""Operations that are worth a figure of their own for arrays with these metadata only."""

registry = pint.UnitRegistry()


class Operands(NamedTuple):
    """The arrays that a statement is about."""

    a: Any
    b: Any
    c: Any
    d: Any


class Kind(NamedTuple):
    """The metadata that an array carries, and which elements are masked."""

    name: str
    carries: frozenset[str]
    masked: slice = slice(0)

    def parts(self, size: int, units: str) -> dict[str, Any]:
        """The metadata as arguments by which a library makes an array."""
        mask = np.zeros(size, bool)
        mask[self.masked] = True
        every = {
            "units": {"units": units},
            "mask": {"mask": mask},
            "labels": {"dims": "x", "coords": {"x": np.arange(float(size))}},
            "fields": {"site": "buoy 7", "quality": np.zeros(size, np.uint8)},
        }
        return {name: value for key in self.carries for name, value in every[key].items()}


UNITS, MASK, LABELS = frozenset({"units"}), frozenset({"mask"}), frozenset({"labels"})
FIELDS = UNITS | {"fields"}

QUANTITY = Kind("units", UNITS)
ALL = Kind("all three", UNITS | MASK | LABELS)
ALL_ONE_MASKED = Kind("all three, one masked", UNITS | MASK | LABELS, slice(1))
SUBCLASS = Kind("units + two fields", FIELDS)

KINDS = (
    QUANTITY,
    Kind("mask", MASK),
    Kind("mask, 10 % masked", MASK, slice(None, None, 10)),
    Kind("labels", LABELS),
    Kind("units + mask", UNITS | MASK),
    Kind("units + labels", UNITS | LABELS),
    ALL,
    ALL_ONE_MASKED,
    SUBCLASS,
)


class Flagged(mt.Quantity):
    """A subclass as users write them."""

    site = mt.PerArray(default=None, merge="equal")
    quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)


def of_metaarr(values, **parts):
    return Flagged(values, **parts) if "quality" in parts else mt.array(values, **parts)


def of_astropy(values, units=None, mask=None):
    data = values if units is None else astropy.units.Quantity(values, units)
    return data if mask is None else Masked(data, mask=mask)


def of_xarray_over_pint(values, units, dims, coords):
    return xr.DataArray(registry.Quantity(values, units), dims=dims, coords=coords)


def of_scipp(values, units="dimensionless", mask=None, dims="x", coords=None):
    data = sc.array(dims=[dims], values=values, unit=units)
    if mask is None and coords is None:
        return data
    masks = {} if mask is None else {"mask": sc.array(dims=[dims], values=mask)}
    return sc.DataArray(
        data,
        coords={name: sc.array(dims=[dims], values=labels) for name, labels in (coords or {}).items()},
        masks=masks,
    )


@dataclass(frozen=True)
class Library:
    """A library: the metadata that it carries together, and where it differs from NumPy in spelling an operation."""

    name: str
    make: Callable[..., Any]
    carries: tuple[frozenset[str], ...]
    spelled: Mapping[str, str] = field(default_factory=dict)
    refuses_with_units: frozenset[str] = frozenset()

    def operands(self, kind: Kind, size: int) -> Operands:
        """Arrays of ones to operate on; see `OPERATIONS`."""
        a, c, d = (self.make(np.ones(size), **kind.parts(size, units)) for units in ("m", "cm", "m"))
        return Operands(a, a * 1.0, c, d)

    def statements(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """Pairs of an operation that the library has for this kind of array, and how it is spelled."""
        if kind.carries not in self.carries:
            return
        refused = self.refuses_with_units if "units" in kind.carries else ()
        for operation in OPERATIONS:
            if operation not in refused and {NEEDS.get(operation)} - {None} <= kind.carries:
                yield operation, self.spelled.get(operation, operation)


XARRAY_SPELLED = {"np.concatenate((a, b))": "xr.concat([a, b], 'x')", "np.transpose(a)": "a.transpose()"}

PLAIN = Library("numpy", lambda values, **_: values, ())
METAARR = Library("metaarr", of_metaarr, tuple(kind.carries for kind in KINDS))

LIBRARIES = (
    METAARR,
    Library("astropy", of_astropy, (UNITS, MASK, UNITS | MASK)),
    Library("unyt", unyt.unyt_array, (UNITS,)),
    Library("pint", registry.Quantity, (UNITS,)),
    Library("numpy.ma", np.ma.array, (MASK,), {"np.concatenate((a, b))": "np.ma.concatenate((a, b))"}),
    Library("xarray", xr.DataArray, (LABELS,), XARRAY_SPELLED),
    Library("xr(pint)", of_xarray_over_pint, (UNITS | LABELS,), XARRAY_SPELLED),
    Library(
        "scipp",
        of_scipp,
        (UNITS, MASK, LABELS, UNITS | MASK, UNITS | LABELS, UNITS | MASK | LABELS),
        {
            "np.sqrt(a)": "sc.sqrt(a)",
            "np.concatenate((a, b))": "sc.concat([a, b], 'x')",
            "np.transpose(a)": "a.transpose()",
        },
        refuses_with_units=frozenset({"a + c", "np.sqrt(a)"}),
    ),
)


def reference(kind: Kind, size: int) -> Operands:
    """What a kind is compared with: plain arrays, and for a subclass with fields of its own the class it comes from."""
    return METAARR.operands(QUANTITY, size) if kind is SUBCLASS else PLAIN.operands(kind, size)
