"""The kind of named masks: bits by hand for every function, and masked arrays as the oracle of what is left out."""

import copy
import pickle

import numpy as np
import pytest
from influence import NAMES, jacobians, outcome
from kinds.quality import Quality

import metaarr as mt
from metaarr import units as u
from metaarr.testing.calls import CALLS, INDEXING, MOVEMENT

DATA = np.array([[0.15, 0.62, 0.31, 0.47], [0.83, 0.22, 0.54, 0.91], [0.38, 0.76, 0.11, 0.69]])
BITS = [f"m{i}" for i in range(12)]
ALL = (1 << np.arange(12)).reshape(3, 4)
SOME = np.array([[0, 0, 0, 1], [0, 8, 0, 0], [0, 0, 0, 0]])


PRECISE = {"astype", "format", "tolist"}
"""Single precision has no digits for small changes; the others give Python objects and text."""


class Flagged(mt.MetaArray):
    quality = Quality(**dict.fromkeys(BITS, "a reason"))


class Station(mt.Quantity):
    quality = Quality(spike="jumps and comes back", stuck="does not change")


def bits(x):
    return sum(mask.astype(int) << int(name[1:]) for name, mask in x.quality.items())


@pytest.mark.parametrize("name", [*MOVEMENT, *INDEXING])
def test_flags_move_with_their_elements(name):
    """Each element has a bit of its own, by which it is found again wherever it went."""
    for leaf in outcome(CALLS[name], Flagged(DATA, quality=ALL), DATA):
        if isinstance(leaf, Flagged) and leaf.dtype == DATA.dtype and "piecewise" not in name:
            assert bits(leaf).shape == leaf.shape
            for value, found in zip(np.asarray(leaf).ravel(), bits(leaf).ravel(), strict=True):
                assert found == sum(ALL[value == DATA])


def flagged(data):
    return Flagged(data, quality=SOME)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in PRECISE])
def test_results_that_depend_on_flagged_elements_are_flagged_or_masked(name):
    """What a result depends on is tried: by small changes of each element."""
    results = outcome(CALLS[name], flagged(DATA), DATA)
    changes = jacobians(lambda data: CALLS[name](flagged(data)), DATA) if results else []
    for leaf, jacobian in zip(results, changes, strict=True):
        if jacobian is None or not np.any(jacobian):
            continue
        suspect = np.bitwise_or.reduce(
            np.where(np.abs(jacobian) > 1e-7, SOME.reshape(-1, *[1] * (jacobian.ndim - 1)), 0)
        )
        if hasattr(leaf, "quality"):
            shown = ~np.asarray(getattr(leaf, "mask", np.zeros(leaf.shape, bool)))
            np.testing.assert_array_equal((suspect & ~bits(leaf))[shown], 0)
        else:
            assert not suspect.any()


REDUCTIONS = [np.sum, np.mean, np.std, np.var, np.max, np.argmin, np.median, np.cumsum, np.prod, np.ptp, np.any]


@pytest.mark.parametrize("call", [*REDUCTIONS, np.sort, lambda x: np.quantile(x, [0.2, 0.6], axis=0), np.nonzero])
def test_collective_functions_leave_flagged_elements_out(call):
    x = call(Flagged(DATA, quality=SOME))
    expected = call(mt.MaskedArray(DATA, mask=SOME != 0))
    np.testing.assert_array_equal(np.asarray(x), np.asarray(expected))
    np.testing.assert_array_equal(getattr(x, "mask", False), getattr(expected, "mask", False))


def test_masks_of_other_kinds_count_as_well():
    class Both(mt.LabeledMaskedQuantity):
        quality = Station.quality.__class__(cloud="in the way")

    x = Both([1.0, 2.0, 4.0, 8.0], "m", mask=[0, 0, 0, 1], dims="time", quality={"cloud": [1, 0, 0, 0]})
    assert x.mean("time") == 3 * u.m
    np.testing.assert_array_equal(x.mask, [0, 0, 0, 1])
    assert Both([1.0], "m", dims="time", quality=1).sum().mask


def test_where_arrays_meet_all_flags_stay():
    one, other = (
        Station([1.0, 2.0], "m", quality={"spike": [1, 0]}),
        Station([1.0, 2.0], "m", quality={"stuck": [1, 0]}),
    )
    for x in (one + other, one * other, np.hypot(one, other)):
        assert {name: mask.tolist() for name, mask in x.quality.items()} == {"spike": [1, 0], "stuck": [1, 0]}


def test_given_shown_and_assigned_by_name():
    x = Station([1.0, 2.0, 3.0], "m", quality={"spike": [0, 1, 0]})
    x.quality = x.quality | {"stuck": x > 1 * u.m}
    part = x[1:]
    part.quality = {"stuck": [0, 1]}
    assert {name: mask.tolist() for name, mask in x.quality.items()} == {"spike": [0, 0, 0], "stuck": [0, 0, 1]}
    assert "'stuck': 1" in repr(x)
    with pytest.raises(TypeError, match="does not support item assignment"):
        x.quality["spike"] = True


@pytest.mark.parametrize("wrong", [{"cloud": True}, {"spike": [0, 1]}, 4, [0, 1, 2, 3]])
def test_wrong_masks_are_refused(wrong):
    with pytest.raises(ValueError, match=r"cloud|shape|quality"):
        Station([1.0, 2.0, 3.0], "m", quality=wrong)
    x = Station([1.0, 2.0, 3.0], "m", quality={"spike": [1, 0, 0]})
    with pytest.raises(ValueError, match=r"cloud|shape|broadcast|quality"):
        x.quality = wrong
    assert x.quality["spike"].tolist() == [True, False, False]


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies(again):
    x = Station([1.0, 2.0], "m", quality={"stuck": [0, 1]})
    y = again(x)
    assert type(y) is Station
    assert y.quality["stuck"].tolist() == [False, True]


def test_names_fill_the_smallest_integer():
    assert Station.quality.dtype == np.uint8
    assert Flagged.quality.dtype == np.uint16
    assert Quality(**dict.fromkeys(map("n{}".format, range(64)), "")).dtype == np.uint64
