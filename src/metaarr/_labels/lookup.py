"""From labels to positions: the look-up index of a 1-D coordinate.

Labels that have an order are bisected in a sorted copy (or in the coordinate itself, where that is sorted in either
direction); labels that need not have one (dtype object) are hashed. Labels are given in the coordinate's own dtype
(``selection.py`` brings them there).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Positions = int | slice | NDArray[np.intp]


class Lookup(Protocol):
    """What ``sel`` asks of a coordinate."""

    keys: NDArray[Any]

    def find(self, label: Any) -> Positions | None:
        """The positions of one label; None if it is not there."""

    def find_many(self, labels: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The positions of all labels in turn, and which of the labels (by number) are not there."""

    def neighbours(self, label: Any) -> list[int]:
        """Positions of the labels nearest to one that is not there, for the message."""

    def sliced(self, index: slice, keys: NDArray[Any]) -> Lookup | None:
        """The look-up index of a slice of the labels, where it costs nothing to derive; None otherwise."""

    def first_duplicate(self) -> int | None:
        """The position of a label that occurs more than once; None if there is none."""


def is_nan(values: Any) -> Any:
    """Where values are not a number, or not a time, of whatever dtype: only those differ from themselves."""
    return values != values  # noqa: PLR0124


def make_lookup(keys: NDArray[Any], mask: NDArray[np.bool_] | None = None) -> Lookup:
    """The look-up index of some labels; masked ones are never found."""
    return HashedLookup(keys, mask) if keys.dtype == object else SortedLookup(keys, mask)


class HashedLookup:
    """Labels without an order, in a dictionary."""

    __slots__ = ("_positions", "keys")

    def __init__(self, keys: NDArray[Any], mask: NDArray[np.bool_] | None) -> None:
        self.keys = keys
        self._positions: dict[Any, list[int]] = {}
        for position, label in enumerate(keys.tolist()):
            if mask is None or not mask[position]:
                self._positions.setdefault(label, []).append(position)

    def find(self, label: Any) -> Positions | None:
        """The positions of one label; None if it is not there."""
        found = self._positions.get(label)
        if found is None:
            return None
        return found[0] if len(found) == 1 else np.array(found, np.intp)

    def find_many(self, labels: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The positions of all labels in turn, and which of the labels (by number) are not there."""
        found = [self._positions.get(label, []) for label in labels.tolist()]
        missing = [number for number, positions in enumerate(found) if not positions]
        return np.array([p for positions in found for p in positions], np.intp), np.array(missing, np.intp)

    def neighbours(self, label: Any) -> list[int]:
        """Positions of the first labels: there is no nearest one."""
        return [positions[0] for positions in list(self._positions.values())[:3]]

    def sliced(self, index: slice, keys: NDArray[Any]) -> None:
        """None: positions would have to be counted anew."""

    def first_duplicate(self) -> int | None:
        """The position of a label that occurs more than once; None if there is none."""
        return next((positions[0] for positions in self._positions.values() if len(positions) > 1), None)


class SortedLookup:
    """Labels with an order, sorted.

    ``direction`` is 1 or -1 if the coordinate itself is in (or against) that order, else 0. Labels that are not a
    number or not a time sort last.
    """

    __slots__ = ("_limits", "_order", "direction", "keys", "ordered", "resolution", "unique", "valid")

    def __init__(self, keys: NDArray[Any], mask: NDArray[np.bool_] | None) -> None:
        self.keys = keys
        self._limits: tuple[int, int] | None = None
        self.resolution: str | None = None  # of times, found when text is looked up (see times.py)
        masked = mask is not None and bool(mask.any())
        self.direction = 0 if masked else _direction(keys)
        self._order: NDArray[np.intp] | None = None
        if self.direction:
            self.ordered = keys[:: self.direction]
        else:
            order = np.argsort(keys, kind="stable")
            self._order = order[~mask[order]] if masked and mask is not None else order
            self.ordered = keys[self._order]
        self.unique = bool((self.ordered[1:] != self.ordered[:-1]).all())
        self.valid = self.ordered.size - int(np.count_nonzero(is_nan(self.ordered)))

    @property
    def limits(self) -> tuple[int, int]:
        """The least and the greatest integer that the dtype can hold."""
        if self._limits is None:
            info = np.iinfo(self.keys.dtype)
            self._limits = int(info.min), int(info.max)
        return self._limits

    def sliced(self, index: slice, keys: NDArray[Any]) -> SortedLookup | None:
        """The look-up index of a slice of labels that are in order: in order too."""
        if not self.direction or not self.unique:
            return None
        new = object.__new__(SortedLookup)
        new.keys = keys
        new.resolution = None
        new._limits = None
        new.direction = self.direction if index.step is None or index.step > 0 else -self.direction
        new._order = None
        new.ordered = keys[:: new.direction]
        new.unique = True
        new.valid = keys.size
        return new

    def first_duplicate(self) -> int | None:
        """The position of a label that occurs more than once; None if there is none."""
        if self.unique:
            return None
        return self.at(int((self.ordered[1:] == self.ordered[:-1]).argmax()))

    def left(self, label: Any) -> int:
        """How many labels come before this one."""
        if isinstance(label, np.generic) and label.dtype == self.keys.dtype:
            return int(self.ordered.searchsorted(label))
        return bisect_left(self.ordered, label, 0, self.valid)

    def right(self, label: Any) -> int:
        """How many labels come before or are this one."""
        if isinstance(label, np.generic) and label.dtype == self.keys.dtype:
            return int(self.ordered.searchsorted(label, "right"))
        return bisect_right(self.ordered, label, 0, self.valid)

    def between(self, start: int, stop: int) -> Positions:
        """The positions of a range of the sorted labels, in the order of the coordinate."""
        if stop - start == 1:
            return self.at(start)
        if self.direction == 1:
            return slice(start, stop)
        if self.direction == -1:
            return slice(self.keys.size - stop, self.keys.size - start)
        assert self._order is not None
        return np.sort(self._order[start:stop])

    def at(self, index: int) -> int:
        """The position of one of the sorted labels."""
        if self._order is not None:
            return int(self._order[index])
        return index if self.direction == 1 else self.keys.size - 1 - index

    def all_at(self, indices: NDArray[np.intp]) -> NDArray[np.intp]:
        """The positions of some of the sorted labels."""
        if self._order is not None:
            return self._order[indices]
        return indices if self.direction == 1 else self.keys.size - 1 - indices

    def find(self, label: Any) -> Positions | None:
        """The positions of one label; None if it is not there."""
        ordered = self.ordered
        start = self.left(label)
        if start == ordered.size:
            return None
        found = ordered[start]
        if found == label:
            return self.at(start) if self.unique else self.between(start, self.right(label))
        return self.between(start, self.ordered.size) if is_nan(found) and is_nan(label) else None

    def find_many(self, labels: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The positions of all labels in turn, and which of the labels (by number) are not there."""
        start = self.ordered.searchsorted(labels)
        counts = self.ordered.searchsorted(labels, "right") - start
        missing = np.flatnonzero(counts == 0)
        if (counts <= 1).all():
            return self.all_at(start[counts == 1]), missing
        # A label that occurs several times answers all its positions: count up from each start.
        before = np.cumsum(counts) - counts
        return self.all_at(np.repeat(start - before, counts) + np.arange(counts.sum())), missing

    def nearest(self, labels: NDArray[Any]) -> NDArray[np.intp]:
        """For each label, the position of the one nearest to it, the greater one on a tie; -1 if there is none."""
        lower, upper = self._previous(labels), self._next(labels)
        ordered = self.ordered
        below = np.where(lower < 0, False, np.where(upper < 0, True, False))
        both = (lower >= 0) & (upper >= 0)
        below[both] = labels[both] - ordered[lower[both]] < ordered[upper[both]] - labels[both]
        return self._positions(np.where(below, lower, upper))

    def pad(self, labels: NDArray[Any]) -> NDArray[np.intp]:
        """For each label, its position or the one just before its place in the coordinate; -1 if there is none."""
        return self._positions(self._next(labels) if self.direction == -1 else self._previous(labels))

    def backfill(self, labels: NDArray[Any]) -> NDArray[np.intp]:
        """For each label, its position or the one just after its place in the coordinate; -1 if there is none."""
        return self._positions(self._previous(labels) if self.direction == -1 else self._next(labels))

    def neighbours(self, label: Any) -> list[int]:
        """Positions of the labels on either side of one that is not there."""
        start = self.left(label)
        return [self.at(index) for index in (start - 1, start) if 0 <= index < self.ordered.size]

    def _previous(self, labels: NDArray[Any]) -> NDArray[np.intp]:
        found = self.ordered[: self.valid].searchsorted(labels, "right") - 1
        return np.where(is_nan(labels), -1, found)

    def _next(self, labels: NDArray[Any]) -> NDArray[np.intp]:
        found = self.ordered[: self.valid].searchsorted(labels)
        return np.where(is_nan(labels) | (found == self.valid), -1, found)

    def _positions(self, indices: NDArray[np.intp]) -> NDArray[np.intp]:
        missing = indices < 0
        if missing.all():
            return indices
        return np.where(missing, -1, self.all_at(np.where(missing, 0, indices)))


def _direction(keys: NDArray[Any]) -> int:
    """1 if the labels ascend, -1 if they descend, 0 if neither (NaN never does either)."""
    if not keys.size or bool((keys[1:] >= keys[:-1]).all() and not is_nan(keys[-1])):
        return 1
    return -1 if bool((keys[1:] <= keys[:-1]).all() and not is_nan(keys[0])) else 0
