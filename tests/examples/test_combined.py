"""All kinds of the examples on one array, in any order, with units, a mask and labels."""

import copy
import pickle
from itertools import permutations

import numpy as np
import pytest
from influence import NAMES, outcome
from kinds.affine import Affine
from kinds.provenance import Provenance
from kinds.quality import Quality
from kinds.uncertainty import Uncertainty

import metaarr as mt
from metaarr import units as u
from metaarr.testing.calls import CALLS

DATA = np.array([[0.15, 0.62, 0.31, 0.47], [0.83, 0.22, 0.54, 0.91], [0.38, 0.76, 0.11, 0.69]])
SIGMA = DATA / 10
WORLD = [[0.5, 0, 10.0], [0, 2.0, 100.0]]


class Uncertain(mt.Quantity):
    sigma = Uncertainty()


class Checked(mt.MaskedArray):
    quality = Quality(cloud="in the way", edge="half a pixel")


class Traced(mt.MetaArray):
    history = Provenance()


class Located(mt.LabeledArray):
    world = Affine("latitude", "longitude")


class All(Uncertain, Checked, Traced, Located):
    pass


FIELDS = {
    "sigma": SIGMA,
    "mask": DATA > 0.9,
    "quality": {"cloud": DATA < 0.2, "edge": DATA > 0.8},
    "history": "telescope",
    "dims": ("y", "x"),
    "world": WORLD,
}


def scene(cls=All):
    return cls(DATA, "m", **FIELDS)


@pytest.mark.parametrize("bases", list(permutations((Uncertain, Checked, Traced, Located))))
def test_in_any_order(bases):
    """A result that depends on the order of the bases."""
    x = scene(type("Combined", bases, {}))
    y = (2 * x[::-1, 1:] + x[::-1, 1:].copy()).mean("y")
    np.testing.assert_array_equal(y.world, [[0, np.nan], [2, 102]])
    assert y.dims == ("x",)
    assert y.units == u.m
    hidden = (DATA > 0.8)[::-1, 1:] | (DATA < 0.2)[::-1, 1:]
    shown = np.ma.array(DATA[::-1, 1:], mask=hidden)
    np.testing.assert_allclose(np.asarray(y), 3 * shown.mean(axis=0))
    sigma = np.ma.array(SIGMA[::-1, 1:], mask=hidden)
    np.testing.assert_allclose(np.asarray(y.sigma), np.sqrt(5 * (sigma**2).sum(axis=0)) / shown.count(axis=0))
    assert len(y.history) == 5
    assert not any(mask.any() for mask in y.quality.values())


@pytest.mark.parametrize("name", NAMES)
def test_together_as_alone(name):
    """Kinds that disturb each other: where nothing is flagged, uncertainties are as on arrays without other kinds."""
    clear = outcome(CALLS[name], All(DATA, "m", **FIELDS | {"mask": False, "quality": {}}), DATA)
    alone = outcome(CALLS[name], Uncertain(DATA, "m", sigma=SIGMA), DATA)
    for one, other in zip(clear, alone if clear else [], strict=True):
        assert hasattr(one, "sigma") == hasattr(other, "sigma")
        if hasattr(one, "sigma"):
            assert one.sigma.shape == one.shape
            np.testing.assert_allclose(np.asarray(one.sigma), np.asarray(other.sigma), rtol=1e-12, atol=1e-15)
    outcome(CALLS[name], scene(), DATA)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies(again):
    x = scene()
    y = again(x)
    for kind, one, other in zip(All._kinds, x._meta, y._meta, strict=True):
        assert kind.same(one, other), kind


def test_fields_of_several_classes_join():
    x = Uncertain(DATA, "m", sigma=SIGMA) * Checked(DATA, quality={"cloud": DATA > 0.8}) + 0 * u.m
    assert isinstance(x, Uncertain)
    assert isinstance(x, Checked)
    np.testing.assert_allclose(np.asarray(x.sigma), SIGMA * DATA)
    np.testing.assert_array_equal(x.quality["cloud"], DATA > 0.8)
    assert isinstance(x.sum(), Uncertain)
