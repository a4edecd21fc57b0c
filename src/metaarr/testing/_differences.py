"""What two values differ in, as lines of text: containers, objects, arrays and everything that arrays carry.

Metadata are read from the record of an array and compared by plain NumPy and by pint, not by the equality of the
classes under test; only a kind of metadata that defines ``same`` itself is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._array import MetaArray
from .._kind import Kind
from .._labels.coord import Coord
from .._labels.kind import LABELS
from .._labels.state import Labels
from .._masks.kind import MASK
from .._per_array import PerArray
from .._per_axis import PerAxis
from .._per_element import PerElement
from .._units.kind import UNITS
from .._units.unit import Unit
from ._elements import Tolerance, Truths, is_number, size_of_differences, unequal
from ._tolerance import as_numbers, convertible, in_unit, same_unit

ASPECTS = ("class", "dtype", "units", "mask", "hardmask", "hidden", "labels", "dims", "coords", "name", "attrs")
"""What can be left out of a comparison, beside the fields of downstream classes."""

_SCOPES = (Kind, PerArray, PerElement, PerAxis)
_SHOWN = 3


@dataclass(frozen=True)
class Comparison:
    """How two values are compared.

    Attributes
    ----------
    tolerance
        None where everything must be identical.
    ignored
        What is not compared: some of `ASPECTS`, and names of fields.
    where
        The place of the values in what was handed in, as it would be written in code; empty for themselves.
    """

    tolerance: Tolerance | None = None
    ignored: frozenset[str] = field(default_factory=frozenset)
    where: str = ""

    def differences(self, a: Any, b: Any) -> Iterator[str]:
        """Describe each difference in a line or a few."""
        if a is not b:
            _require_known(a)
            _require_known(b)
        if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
            yield from self._arrays(a, b)
        elif _is_numpys(a) and _is_numpys(b):
            yield from self._arrays(np.asarray(a), np.asarray(b), classes=(type(a), type(b)))
        elif isinstance(a, Mapping) and isinstance(b, Mapping):
            yield from self._mappings(a, b)
        elif isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
            yield from self._sequences(a, b)
        elif not self._same_object(a, b):
            yield self._line("", f"{a!r}{_class_note(a, b)}, desired {b!r}")

    def _line(self, aspect: str, text: str) -> str:
        place = f"{self.where}.{aspect}" if self.where and aspect else self.where or aspect
        return f"{place}: {text}" if place else text

    def _at(self, place: str) -> Comparison:
        return replace(self, where=self.where + place)

    def _compares(self, aspect: str) -> bool:
        return aspect not in self.ignored

    # --- containers and objects ---

    def _mappings(self, a: Mapping[Any, Any], b: Mapping[Any, Any]) -> Iterator[str]:
        yield from self._names("", "keys", list(a), list(b))
        for key in a:
            if key in b:
                yield from self._at(f"[{key!r}]").differences(a[key], b[key])

    def _names(self, aspect: str, what: str, a: list[Any], b: list[Any]) -> Iterator[str]:
        if missing := [name for name in b if name not in a]:
            yield self._line(aspect, f"{what} missing: {', '.join(map(repr, missing))}")
        if unexpected := [name for name in a if name not in b]:
            yield self._line(aspect, f"{what} not desired: {', '.join(map(repr, unexpected))}")

    def _sequences(self, a: Any, b: Any) -> Iterator[str]:
        if type(a) is not type(b) and self._compares("class"):
            yield self._line("class", f"{type(a).__name__}, desired {type(b).__name__}")
        if len(a) != len(b):
            yield self._line("", f"{len(a)} items, desired {len(b)}")
        for i, (one, other) in enumerate(zip(a, b, strict=False)):
            yield from self._at(f"[{i}]").differences(one, other)

    def _same_object(self, a: Any, b: Any) -> bool:
        """Whether two objects are the same value of the same class; numbers that need not be identical may be close."""
        if a is b:
            return True
        _require_known(a)
        _require_known(b)
        if any(isinstance(x, (np.ndarray, Mapping, list, tuple)) for x in (a, b)):
            return type(a) is type(b) and next(self.differences(a, b), None) is None
        if self.tolerance is not None and all(_is_python_number(x) for x in (a, b)):
            return not unequal(np.asarray(a), np.asarray(b), self.tolerance, self._same_object).any()
        if type(a) is not type(b) and self._compares("class"):
            return False
        if isinstance(a, Set):
            return bool(a == b)
        return bool(np.all(a == b)) or (_is_nan(a) and _is_nan(b))

    # --- arrays ---

    def _arrays(self, a: NDArray[Any], b: NDArray[Any], classes: tuple[type, type] | None = None) -> Iterator[str]:
        one, other = classes or (type(a), type(b))
        if one is not other and self._compares("class"):
            yield self._line("class", f"{_named(one)}, desired {_named(other)}")
        record, desired = _record(a), _record(b)
        for kind in (*desired, *(kind for kind in record if kind not in desired)):
            if self._compares_kind(kind) and (kind not in record or kind not in desired):
                held = "missing" if kind in desired else "not desired"
                yield self._line(kind.name, f"{held}: {_brief(kind, (desired | record)[kind])}")
        if a.shape != b.shape:
            yield self._line("shape", f"{a.shape}, desired {b.shape}")
        if self._compares("dtype") and not self._same_dtype(a.dtype, b.dtype):
            yield self._line("dtype", f"{_described(a.dtype)}, desired {_described(b.dtype)}")
        if UNITS in record and UNITS in desired and self._compares("units"):
            yield from self._units(record[UNITS], desired[UNITS])
        if a.shape == b.shape:
            yield from self._values(a, b, record, desired)
        # An absolute tolerance is one of the values.
        others = self if self.tolerance is None else replace(self, tolerance=Tolerance(self.tolerance.rtol, 0))
        for kind in desired:
            if kind in record and kind is not UNITS and self._compares_kind(kind):
                yield from others._metadata(kind, a, b, record[kind], desired[kind])

    def _same_dtype(self, a: np.dtype[Any], b: np.dtype[Any]) -> bool:
        """Whether dtypes are the same; the order of bytes counts only where everything must be identical."""
        if self.tolerance is not None and a.char != "T":  # texts of any length have no order of bytes
            a, b = a.newbyteorder("="), b.newbyteorder("=")
        return type(a) is type(b) and a == b and dict(a.metadata or {}) == dict(b.metadata or {})

    def _compares_kind(self, kind: Kind) -> bool:
        return self._compares(kind.name)

    def _values(self, a: NDArray[Any], b: NDArray[Any], record: Any, desired: Any) -> Iterator[str]:
        unit, theirs = record.get(UNITS), desired.get(UNITS)
        values, wanted = np.asarray(a), np.asarray(b)
        comparison = self if self.tolerance is None else replace(self, tolerance=as_numbers(self.tolerance, theirs))
        if unit is not None and theirs is not None and not same_unit(unit, theirs):
            if not convertible(unit, theirs) or not self._compares("units"):
                return
            values = in_unit(values, unit, theirs)
            if self.tolerance is None:  # a rounding is no difference beside that of the units, which is reported
                comparison = replace(self, tolerance=Tolerance(1e-12, 0))
        differing = unequal(values, wanted, comparison.tolerance, comparison._same_object)
        differing = np.logical_and(differing, self._counted(record, desired, a.shape))
        if differing.any():
            yield self._elements("values", differing, values, wanted, theirs)

    def _counted(self, record: Any, desired: Any, shape: tuple[int, ...]) -> Any:
        """Elements whose values count: the hidden ones only where everything must be identical."""
        if self.tolerance is None and self._compares("hidden"):
            return True
        hidden = [np.asarray(metas[MASK]) for metas in (record, desired) if MASK in metas]
        return ~np.logical_or.reduce(hidden) if hidden else True

    def _elements(
        self, aspect: str, differing: Truths, a: NDArray[Any], b: NDArray[Any], unit: Unit | None = None
    ) -> str:
        """Say how many elements differ, where, and by how much."""
        places = np.argwhere(differing)
        count = len(places)
        spelled, step = ("", "") if unit is None else (f" {unit}", f" {unit.delta}")
        lines = [self._line(aspect, f"{count} of {differing.size} elements differ ({count / differing.size:.3g})")]
        for place in map(tuple, places[:_SHOWN].tolist()):
            at = f"at {place[0] if len(place) == 1 else place}: " if place else ""
            lines.append(f"    {at}{_text(a[place])}{spelled}, desired {_text(b[place])}{spelled}")
        if count > _SHOWN:
            lines.append(f"    … and {count - _SHOWN} more")
        if is_number(a.dtype) and is_number(b.dtype):
            lines.append(f"    {_largest(differing, a, b, step)}")
        return "\n".join(lines)

    # --- metadata ---

    def _metadata(self, kind: Kind, a: NDArray[Any], b: NDArray[Any], meta: Any, desired: Any) -> Iterator[str]:
        if kind is MASK:
            yield from self._masks(a, b, meta, desired)
        elif kind is LABELS:
            yield from self._labels(meta, desired)
        elif _judges_itself(kind):
            if not kind.same(meta, desired):
                yield self._line(kind.name, f"{_brief(kind, meta)}, desired {_brief(kind, desired)}")
        elif kind.per_element and isinstance(meta, np.ndarray) and isinstance(desired, np.ndarray):
            yield from self._companions(kind, a, b, meta, desired)
        else:
            place = f".{kind.name}" if self.where else kind.name
            yield from self._at(place).differences(meta, desired)

    def _units(self, unit: Unit, desired: Unit) -> Iterator[str]:
        if same_unit(unit, desired):
            return
        if not convertible(unit, desired):
            yield self._line("units", f"'{unit}', desired '{desired}', which is of another dimension")
        elif self.tolerance is None:
            yield self._line("units", f"'{unit}', desired '{desired}' (convertible)")

    def _masks(self, a: NDArray[Any], b: NDArray[Any], mask: Truths, desired: Truths) -> Iterator[str]:
        if mask.shape == desired.shape and (mask != desired).any():
            yield self._elements("mask", mask != desired, mask, desired)
        if self.tolerance is None and self._compares("hardmask"):
            hard, wanted = (bool(getattr(x, "hardmask", False)) for x in (a, b))
            if hard != wanted:
                yield self._line("hardmask", f"{hard}, desired {wanted}")

    def _companions(
        self, kind: Kind, a: NDArray[Any], b: NDArray[Any], meta: NDArray[Any], desired: NDArray[Any]
    ) -> Iterator[str]:
        """Compare one value for each element, as the values of the array itself are."""
        place = self._at(f".{kind.name}" if self.where else kind.name)
        hidden = [_record(x).get(MASK) for x in (a, b)]
        if (self.tolerance is None and self._compares("hidden")) or all(mask is None for mask in hidden):
            yield from place.differences(meta, desired)
            return
        visible = ~np.logical_or.reduce([mask for mask in hidden if mask is not None])
        if meta.shape != visible.shape or desired.shape != visible.shape:
            yield from place.differences(meta, desired)
            return
        yield from place.differences(_only(meta, visible), _only(desired, visible))

    # --- labels ---

    def _labels(self, labels: Labels, desired: Labels) -> Iterator[str]:
        if self._compares("dims") and labels.dims != desired.dims:
            yield self._line("dims", f"{labels.dims!r}, desired {desired.dims!r}")
        if self._compares("coords"):
            yield from self._coords(labels.coords, desired.coords)
        if self._compares("name") and labels.name != desired.name:
            yield self._line("name", f"{labels.name!r}, desired {desired.name!r}")
        if self._compares("attrs"):
            yield from self._at(".attrs" if self.where else "attrs").differences(
                dict(labels.attrs), dict(desired.attrs)
            )

    def _coords(self, coords: Mapping[str, Coord], desired: Mapping[str, Coord]) -> Iterator[str]:
        yield from self._names("coords", "coordinates", list(coords), list(desired))
        for name, coord in coords.items():
            if name in desired:
                place = f"{'.' if self.where else ''}coords[{name!r}]"
                yield from self._at(place)._coord(coord, desired[name])

    def _coord(self, coord: Coord, desired: Coord) -> Iterator[str]:
        if coord.dims != desired.dims:
            yield self._line("dims", f"{coord.dims!r}, desired {desired.dims!r}")
        yield from self.differences(coord.values, desired.values)
        if self._compares("attrs"):
            yield from self._at(".attrs").differences(dict(coord.attrs), dict(desired.attrs))
        if (coord.origin is None) != (desired.origin is None):
            stacked = "made" if desired.origin is None else "not made"
            yield self._line("origin", f"{stacked} by stacking several dims, unlike what is desired")
        elif coord.origin is not None and desired.origin is not None:
            yield from self._at(".origin")._coord(coord.origin, desired.origin)


# --- what is asked of arrays ---

_BARE = frozenset({"chararray", "matrix", "memmap", "ndarray", "recarray"})
"""Classes of NumPy that carry nothing; by name, as newer versions warn where some are looked up."""


def _require_known(value: Any) -> None:
    """Refuse arrays of other libraries: what they carry would not be compared."""
    cls = type(value)
    bare = cls.__name__ in _BARE and cls.__module__.partition(".")[0] == "numpy"
    if isinstance(value, (MetaArray, np.generic)) or bare or not hasattr(cls, "__array__"):
        return
    raise TypeError(
        f"arrays of {_qualified(cls)} carry what is not known here and would not be compared; "
        "convert them first, as metaarr.array(x) does, or use the assertions of that library"
    )


def _record(array: NDArray[Any]) -> dict[Kind, Any]:
    """Metadata by kind, none of a bare array."""
    return dict(zip(type(array)._kinds, array._meta, strict=True)) if isinstance(array, MetaArray) else {}


def _judges_itself(kind: Kind) -> bool:
    """Whether the author of a kind says when its metadata are the same."""
    return not any(type(kind).same is scope.same for scope in _SCOPES)


def _only(values: NDArray[Any], visible: Truths) -> NDArray[Any]:
    """Give values with the hidden ones out of the way, the places of the others unchanged."""
    kept = values.copy()
    np.asarray(kept)[~visible] = np.zeros((), kept.dtype)  # companions may have a unit
    return kept


def _is_numpys(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic))


def _is_python_number(value: Any) -> bool:
    return isinstance(value, (int, float, complex, np.number)) and not isinstance(value, bool)


def _is_nan(value: Any) -> bool:
    """Whether a value is unlike itself: NaN and NaT of any library."""
    return bool(np.all(value != value))  # noqa: PLR0124


def _brief(kind: Kind, meta: Any) -> str:
    described = np.array2string(meta, threshold=8) if isinstance(meta, np.ndarray) else kind.described(meta)
    return described.removeprefix(f"{kind.name}=") or repr(meta)


# --- text ---


def _named(cls: type) -> str:
    return cls.__name__ if cls.__module__.partition(".")[0] in ("metaarr", "builtins") else _qualified(cls)


def _qualified(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def _class_note(a: Any, b: Any) -> str:
    return "" if type(a) is type(b) else f" ({type(a).__name__}, desired {type(b).__name__})"


def _described(dtype: np.dtype[Any]) -> str:
    return str(dtype) if not dtype.metadata else f"{dtype} with metadata {dict(dtype.metadata)}"


def _text(element: Any) -> str:
    return str(element) if isinstance(element, (np.number, np.bool_)) else repr(element)


def _largest(differing: Truths, a: NDArray[Any], b: NDArray[Any], unit: str) -> str:
    """Largest absolute and relative difference, and where."""
    sizes = size_of_differences(a, b).reshape(a.shape)
    sizes = np.where(differing & ~np.isnan(sizes), sizes, -1)
    place = np.unravel_index(int(np.argmax(sizes)), a.shape)
    if sizes[place] < 0:
        return "NaN in place of a number, or the other way round"
    at = f" at {tuple(map(int, place))}" if a.ndim else ""
    with np.errstate(all="ignore"):
        relative = sizes / np.abs(b.astype(sizes.dtype) if b.dtype.kind != "c" else np.abs(b))
    relative = np.where(differing & np.isfinite(relative), relative, -1)
    largest = f"largest difference: {float(sizes[place]):.6g}{unit}{at}"
    return largest + (f"; largest relative: {float(relative.max()):.3g}" if relative.max() >= 0 else "")
