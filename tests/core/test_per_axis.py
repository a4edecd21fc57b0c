"""Metadata of axes follow their axes; the oracle indexes arrays of positions."""

import copy
import itertools
import pickle

import numpy as np
import pytest

import metaarr as mt
from metaarr import kinds
from metaarr import units as u
from metaarr._keys import axes_of

SHAPE = (3, 4, 2)
POSITIONS = np.indices(SHAPE)

ITEMS = [
    *(0, -1, slice(None), slice(2, None, -1), slice(1, 2), None, Ellipsis),
    *(np.array([0, 1]), np.array([-1, 0, 0]), np.array([[0], [1]]), np.array(True)),
]
KEYS = [
    *(key for count in (1, 2, 3) for key in itertools.product(ITEMS, repeat=count)),
    *(np.ones((3, 4), bool), np.eye(3, 4) > 0, (slice(None), np.ones((4, 2), bool)), 1, np.zeros((2, 2), int)),
    *((0, np.array([True, False, True, True])), (np.array([1, 2]), slice(None), 0), (slice(None), 0, ..., [0, 1])),
]


def test_keys():
    checked = 0
    for key in KEYS:
        if isinstance(key, tuple) and sum(item is Ellipsis for item in key) > 1:
            continue
        try:
            part = np.zeros(SHAPE)[key]
        except IndexError:
            continue
        axis_map = axes_of(key, SHAPE)
        assert len(axis_map.axes) == part.ndim, key
        from_where = [positions[key] for positions in POSITIONS]
        for at, axis in enumerate(axis_map.axes):
            if axis.source is None:
                continue
            along = np.arange(SHAPE[axis.source])[axis.index]
            assert len(along) == part.shape[at], key
            expected = along.reshape([-1 if i == at else 1 for i in range(part.ndim)])
            assert (from_where[axis.source] == expected).all(), key
        for source, position in axis_map.dropped.items():
            assert position is None or (from_where[source] == position).all(), key
        checked += 1
    assert checked > 500


class Image(mt.Quantity):
    side = mt.PerAxis(type=str)
    bits = mt.PerElement()


class Step(mt.PerAxis):
    """First position and step along each axis, from 0 and 1: the places that elements had at first."""

    def __init__(self):
        super().__init__(default=None)

    def picked(self, value, index, length):
        if value is None or not isinstance(index, slice):
            return None
        start, _, step = index.indices(length)
        return value[0] + start * value[1], step * value[1]


class Placed(mt.MetaArray):
    place = Step()


def image(*sides, shape=(2, 3, 4)):
    return Image(np.ones(shape[: len(sides)]), "m", side=sides)


@pytest.mark.parametrize(
    ("call", "sides"),
    [
        (lambda x: x.T, "cba"),
        (lambda x: x[0], "bc"),
        (lambda x: x[..., None], "abc-"),
        (lambda x: x[0, :, [0, 1]], "cb"),
        (lambda x: x.sum(1), "ac"),
        (lambda x: x.sum(1, keepdims=True), "abc"),
        (lambda x: np.mean(x, axis=(0, 2)), "b"),
        (lambda x: x.max(), ""),
        (lambda x: np.quantile(x, [0.1, 0.2], axis=1), "-ac"),
        (lambda x: x * 2, "abc"),
        (lambda x: x * np.ones(4), "abc"),
        (lambda x: x + x[0], "abc"),
        (lambda x: x[0] + x, "abc"),
        (lambda x: x + image("a", "b", "other"), "ab-"),
        (lambda x: np.stack([x, x], 1), "a-bc"),
        (lambda x: np.concatenate([x, x], 1), "abc"),
        (lambda x: np.moveaxis(x, 0, 2), "bca"),
        (lambda x: x.reshape(2, 12), "a-"),
        (lambda x: np.flip(x), "abc"),
        (lambda x: x.argmax(1), "ac"),
        (lambda x: np.cumsum(x, 1), "abc"),
        (lambda x: x > x, "abc"),
        (lambda x: np.add.reduceat(x, [0, 1], axis=2), "abc"),
        (lambda x: np.broadcast_to(x, (5, 2, 3, 4)), "-abc"),
        (lambda x: np.expand_dims(x, 1), "a-bc"),
        (lambda x: np.squeeze(x[:, :1]), "ac"),
        (lambda x: np.zeros_like(x), "abc"),
        (lambda x: np.sort(x), "abc"),
        (lambda x: np.rot90(x), "bac"),
        (lambda x: np.split(x, 2)[1], "abc"),
        (lambda x: np.where(x > 2 * u.m, x, 0), "abc"),
        (lambda x: mt.array(x, mask=False).transpose(1, 0, 2), "bac"),
        (lambda x: mt.array(x, dims=("x", "y", "z")).sum("y"), "ac"),
        (lambda x: mt.array(x, dims=("x", "y", "z")) + mt.array(x, dims=("x", "y", "z")).T, "abc"),
        (lambda x: x.to("cm"), "abc"),
        (lambda x: x.copy(), "abc"),
        (copy.deepcopy, "abc"),
        (lambda x: pickle.loads(pickle.dumps(x)), "abc"),
    ],
)
def test_values_follow_their_axes(call, sides):
    result = call(image("a", "b", "c"))
    assert result.side == tuple(None if side == "-" else side for side in sides)
    assert result.ndim == len(sides)


def test_values_that_depend_on_positions():
    x = Placed(np.arange(12.0).reshape(3, 4), place=((0, 1), (0, 1)))
    for part in (x[::-1, 1:], x[2:0:-1].T, np.flip(x, 1)[:, ::2], x[:, 1][1:], np.flipud(x)[1:][:, 3:0:-2]):
        rows, columns = np.divmod(np.asarray(part), 4)
        for axis, ((start, step), length) in enumerate(zip(part.place, part.shape, strict=True)):
            line = start + step * np.arange(length)
            expected = line.reshape([-1 if i == axis else 1 for i in range(part.ndim)])
            assert (rows == expected).all() or (columns == expected).all()
            assert length == 1 or len(set(line.tolist())) == length
    assert x[[0, 2]].place == (None, (0, 1))


class TestMerging:
    @pytest.mark.parametrize(
        ("merge", "differ"),
        [("equal", None), ("first", "a"), ("drop", None), (lambda one, other: one + other, "ab")],
    )
    def test_modes(self, merge, differ):
        cls = type("Array", (mt.MetaArray,), {"side": mt.PerAxis(merge=merge, type=str)})
        a, b, none = cls([1.0], side="a"), cls([1.0], side="b"), cls([1.0])
        for result in (a + b, np.concatenate([a, b]), np.add(a, b, where=True)):
            assert result.side == (differ,)
        same = None if merge == "drop" else "a"
        assert (a + none).side == (none + a).side == (a + cls([1.0], side="a")).side == (same,)
        a += b
        assert a.side == ("a",)

    def test_raise(self):
        cls = type("Array", (mt.MetaArray,), {"side": mt.PerAxis(merge="raise")})
        with pytest.raises(mt.UnsupportedError, match="side of an axis differ: 'a' and 'b'"):
            cls([1.0], side="a") + cls([1.0], side="b")


def test_giving_and_setting():
    x = Image(np.ones((2, 3)), "m")
    assert x.side == (None, None)
    x.side = ["a", None]
    assert x.side == ("a", None)
    assert Image([1.0], "m", side="a").side == ("a",)
    assert "side=('a', None)" in repr(x)
    for wrong, message in (("ab", "give one value for each of the 2 axes"), (("a", 1), "side must be str, not 1")):
        with pytest.raises((ValueError, TypeError), match=message):
            x.side = wrong
    assert x.side == ("a", None)


def test_kinds_that_hold_something_else():
    """A metadatum that is an array, whose truth nobody may ask for: the lengths that axes had at first."""

    class Lengths(mt.PerAxis):
        def accept(self, given, data, present):
            return data, np.array(data.shape) if present is kinds.ABSENT else present

        def unknown(self, shape):
            return np.zeros(len(shape), int)

        def follow(self, meta, axis_map, shape):
            return np.array([0 if a.source is None else meta[a.source] for a in axis_map.axes], int)

        def merged(self, metas, shape):
            return np.maximum.reduce(metas)

    cls = type("Array", (mt.MetaArray,), {"first": Lengths()})
    x = cls(np.ones((2, 3)))
    for result, lengths in (
        (x.T, [3, 2]),
        (x[:, :1], [2, 3]),
        (x[:, 0], [2]),
        (x + x, [2, 3]),
        (x + x[:, :1], [2, 3]),
        (np.concatenate([x, x]), [2, 3]),
        (x.sum(0), [3]),
        (x[None], [0, 2, 3]),
        (x.copy(), [2, 3]),
    ):
        assert result.first.tolist() == lengths
