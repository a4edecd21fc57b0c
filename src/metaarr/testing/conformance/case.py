"""One class under check: how its arrays are made, and what comes of a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, TypeAlias

import numpy as np

from .fields import ABSENT, Field, Values
from .report import Verdict

DATA = np.array([[3.0, 11.0, 5.0, 8.0], [2.0, 7.0, 12.0, 9.0], [10.0, 1.0, 4.0, 6.0]])
"""Different numbers, so that each tells where it came from; its squares can be inverted."""

Call = Callable[[Any], Any]

Judged: TypeAlias = tuple[Verdict, str]
PASSED: Judged = (Verdict.PASSES, "")

BREAKS = (AttributeError, AssertionError, KeyError, NameError, RecursionError, SystemError, UnicodeError)
"""Errors that say that something broke, and not what the caller did wrong."""


@dataclass(frozen=True)
class Sample:
    """A way to make arrays, and the plain numbers that suit."""

    make: Call
    data: Values


@dataclass(frozen=True)
class Outcome:
    """What a call gave, or the error that it raised."""

    value: Any = None
    error: Exception | None = None

    @property
    def refused(self) -> str:
        """What the error says, in one line; empty where there is none."""
        if self.error is None:
            return ""
        try:
            text = str(self.error).strip().partition("\n")[0]
        except Exception:  # noqa: BLE001 (an error that cannot say what it is)
            text = "(its text cannot be made)"
        return f"{type(self.error).__name__}: {text}"[:160]

    @property
    def breaks(self) -> bool:
        """Whether the error is none that was meant for the caller."""
        # What inherits from a second class was meant for the caller (a label that is not found).
        return isinstance(self.error, BREAKS) and type(self.error).__module__ == "builtins"


@dataclass(frozen=True)
class Prepared:
    """What calls are made on, made once: calls leave their operands as they are.

    Attributes
    ----------
    data
        The plain numbers.
    source
        An array of them.
    written
        Name of a kind → the same array written otherwise.
    neutral
        An array of the same numbers whose metadata say nothing.
    """

    data: Values
    source: Outcome
    written: dict[str, Outcome]
    neutral: Outcome
    before: bytes

    def is_unchanged(self) -> bool:
        """Whether the numbers are what they were."""
        return np.asarray(self.source.value).tobytes() == self.before


def outcome(call: Callable[..., Any], *args: Any) -> Outcome:
    """Call, whatever comes."""
    with np.errstate(all="ignore"):
        try:
            return Outcome(call(*args))
        except Exception as error:  # noqa: BLE001 (every error is an outcome)
            return Outcome(error=error)


@dataclass(frozen=True)
class Case:
    """A class under check.

    Attributes
    ----------
    name
        Of the class.
    samples
        Ways to make arrays; the first one is asked what has to do with the class and not with numbers.
    fields
        The kinds of metadata.
    neutral
        Makes arrays whose metadata say nothing, so that their numbers must be NumPy's.
    subclass
        Gives an array of the first sample as one of a subclass of its class.
    """

    name: str
    samples: Sequence[Sample]
    fields: tuple[Field, ...]
    neutral: Call | None
    subclass: Callable[[type, Any], Any]
    _prepared: dict[Any, Prepared] = dataclass_field(default_factory=dict, compare=False, repr=False)

    def prepared(self, sample: Sample) -> Prepared:
        """Give the arrays of a sample, made when they are first asked for."""
        data = sample.data
        key = (sample.make, data.dtype.str, data.shape, data.strides, data.tobytes())
        if key not in self._prepared:
            self._prepared[key] = self._made(sample)
        return self._prepared[key]

    def _made(self, sample: Sample) -> Prepared:
        data, make = sample.data, sample.make
        source = outcome(lambda: make(_copied(data)))
        written = {
            one.name: outcome(lambda one=one: one.rewrite(make(_copied(data))))
            for one in self.fields
            if one.rewrite is not None
        }
        neutral = outcome(lambda: None if self.neutral is None else self.neutral(_copied(data)))
        return Prepared(data, source, written, neutral, np.asarray(source.value).tobytes())

    def forget(self, prepared: Prepared) -> None:
        """Make the arrays of a sample anew when they are next asked for."""
        for key in [key for key, known in self._prepared.items() if known is prepared]:
            del self._prepared[key]

    def array(self, data: Any = DATA) -> Any:
        """Make an array with metadata over a copy of the data."""
        return self.samples[0].make(np.array(data))

    @property
    def cls(self) -> type[Any]:
        """The class under check."""
        return type(self.array())

    def plain(self, array: Any) -> Values:
        """Give the numbers alone."""
        return np.asarray(array)

    def metadata(self, array: Any) -> dict[str, Any]:
        """Give all metadata of an array by name."""
        return {field.name: field.of(array) for field in self.fields}

    def difference(self, one: Any, other: Any) -> str:
        """Say in what two arrays differ, which should be the same in everything; empty where in nothing."""
        if self.fields and type(one) is not type(other):
            return f"{type(one).__name__} became {type(other).__name__}"
        for field in self.fields:
            before, after = field.of(one), field.of(other)
            if not field.agree(before, after):
                return f"{field.name} was {_short(before)} and is {_short(after)}"
        if not same_values(*(shown := (self.visible(one), self.visible(other)))):
            return f"values were {_short(shown[0])} and are {_short(shown[1])}"
        return ""

    def visible(self, array: Any) -> Values:
        """Give the numbers without those that are hidden."""
        values = np.array(self.plain(array))
        for field in self.fields:
            if field.meaning is not None and not field.scaled and field.of(array) is not ABSENT:
                values = field.meaning(array, values)[0]
        return values

    def carries(self, array: Any) -> bool:
        """Whether an array has all kinds of metadata."""
        return all(field.of(array) is not ABSENT for field in self.fields)


def _copied(data: Values) -> Values:
    """Copy numbers; those that lie apart in memory stay as they are, since a copy would not."""
    return data.copy("K") if data.flags.forc else data


def same_values(one: Any, other: Any, tolerance: float = 0.0) -> bool:
    """Whether two plain arrays hold the same, in the same shape and dtype."""
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype.kind in "fc" and tolerance:
        finite = np.abs(one[np.isfinite(one)])
        size = np.max(finite, initial=0)
        tolerance = max(tolerance, 100 * float(np.finfo(one.dtype).eps))
        return bool(np.allclose(one, other, rtol=tolerance, atol=tolerance * size, equal_nan=True))
    if one.dtype.kind in "fcmM":
        return bool(np.array_equal(one, other, equal_nan=True))
    if one.dtype.hasobject:
        return _close_objects(one.tolist(), other.tolist(), tolerance)
    return bool(np.array_equal(one, other))


def _close_objects(one: Any, other: Any, tolerance: float) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_close_objects(a, b, tolerance) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float):
        return bool(np.isclose(one, other, rtol=tolerance or 1e-12, equal_nan=True))
    return repr(one) == repr(other)


def leaves(result: Any) -> Iterator[Any]:
    """Give what is in nested sequences."""
    if isinstance(result, (tuple, list)):
        for item in result:
            yield from leaves(item)
    elif isinstance(result, dict):
        for item in result.values():
            yield from leaves(item)
    else:
        yield result


def is_number(leaf: Any) -> bool:
    """Whether something is an array or a number."""
    return isinstance(leaf, (np.ndarray, np.generic, bool, int, float, complex))


def _short(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


short = _short
