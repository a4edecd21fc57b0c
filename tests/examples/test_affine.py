"""The kind of affine references: index arithmetic by hand, for every function that moves elements."""

import copy
import pickle

import numpy as np
import pytest
from influence import NAMES, outcome
from kinds.affine import Affine

import metaarr as mt
from metaarr.testing.calls import CALLS, INDEXING, MOVEMENT, ORDER, PAIRED, SINGLE

DATA = np.array([[0.15, 0.62, 0.31, 0.47], [0.83, 0.22, 0.54, 0.91], [0.38, 0.76, 0.11, 0.69]])
MATRIX = np.array([[0.5, 0.25, 10.0], [-0.125, 2.0, 100.0]])


class Image(mt.MetaArray):
    world = Affine("latitude", "longitude")


UPRIGHT = np.array([[0.5, 0, 10.0], [0, 2.0, 100.0]])


def image(matrix=MATRIX):
    return Image(DATA, world=matrix)


def places(x):
    """Where the pixels lie, coordinate by coordinate; a sum for each pixel by hand."""
    matrix = x.world
    assert matrix.shape == (2, x.ndim + 1)
    return {at: [np.dot(row[:-1], at) + row[-1] for row in matrix] for at in np.ndindex(x.shape)}


ORIGINAL = {value: places(image())[at] for at, value in np.ndenumerate(DATA)}
BY_CALLER = {"piecewise"}
"""A function of the caller changes the order of elements."""


@pytest.mark.parametrize("name", [name for name in {**MOVEMENT, **INDEXING, **ORDER} if name not in BY_CALLER])
def test_known_coordinates_are_those_of_the_same_element(name):
    """An element is known by its value; its coordinates are the original ones wherever it went, or nan."""
    for leaf in outcome(CALLS[name], image(), DATA):
        if isinstance(leaf, Image) and leaf.dtype == DATA.dtype:
            for at, found in places(leaf).items():
                value = np.asarray(leaf)[at]
                if value in ORIGINAL:
                    wrong = ~np.isnan(found) & ~np.isclose(found, ORIGINAL[value], rtol=1e-12)
                    assert not wrong.any(), (at, found, ORIGINAL[value])


@pytest.mark.parametrize("name", NAMES)
def test_every_function(name):
    """Results have a coordinate row for each of their axes, and the array itself keeps its own."""
    x = image()
    for leaf in outcome(CALLS[name], x, DATA):
        if isinstance(leaf, Image):
            assert leaf.world.shape == (2, leaf.ndim + 1)
    np.testing.assert_array_equal(x.world, MATRIX)


@pytest.mark.parametrize("name", [*SINGLE, *(f"{name}_plain" for name in PAIRED)])
def test_element_by_element_nothing_moves(name):
    for leaf in outcome(CALLS[name], image(), DATA):
        if isinstance(leaf, Image):
            np.testing.assert_array_equal(leaf.world, MATRIX)


@pytest.mark.parametrize(
    "move",
    [
        lambda x: x[1:, ::2],
        lambda x: x[::-1, ::-2],
        lambda x: x[-1],
        lambda x: x[2, 1:3],
        lambda x: x[[0, 2]],
        lambda x: x[:, [3, 2, 1]],
        lambda x: x[:, [False, True, False, True]],
        lambda x: x.T[::-1],
        lambda x: np.rot90(x, 3),
        lambda x: np.flip(x)[None, ..., None],
        lambda x: np.moveaxis(x[..., None], 0, 2).squeeze(),
        lambda x: np.split(x, 2, axis=1)[1],
        lambda x: np.broadcast_to(x, (2, 3, 4)),
        lambda x: x[1:][1:][0, -2:],
    ],
)
def test_the_map_follows(move):
    """No coordinate is given up where a map of the new pixels exists."""
    x = move(image())
    for at, found in places(x).items():
        np.testing.assert_allclose(found, ORIGINAL[np.asarray(x)[at]], rtol=1e-12)


@pytest.mark.parametrize(
    "lose",
    [
        lambda x: x[[0, 1, 0]],
        lambda x: np.sort(x, axis=0),
        lambda x: x.mean(axis=0),
        lambda x: np.roll(x, 1, axis=0),
        lambda x: np.concatenate([x, x]),
        lambda x: x.reshape(2, 6),
        lambda x: x.ravel(),
        lambda x: x[x > 0.3],
    ],
)
def test_positions_that_are_lost_are_nan(lose):
    """Both coordinates change along both axes, so that none is known where one axis is lost."""
    assert np.isnan(lose(image()).world[:, -1]).all()


def test_a_coordinate_that_does_not_depend_on_the_lost_axis_stays():
    np.testing.assert_array_equal(np.sort(image(UPRIGHT), axis=0).world, [[np.nan, 0, np.nan], [0, 2, 100]])
    np.testing.assert_array_equal(image(UPRIGHT).mean(axis=0).world, [[0, np.nan], [2, 100]])


def test_images_that_lie_apart_do_not_meet():
    x = image()
    with pytest.raises(mt.UnsupportedError, match="resample"):
        x + x[::-1]
    np.testing.assert_array_equal((x[1:] - x[1:, :].copy()).world, x[1:].world)
    np.testing.assert_array_equal((x - x.mean(axis=0)).world, MATRIX)
    np.testing.assert_array_equal((x / Image(DATA)).world, MATRIX)
    with pytest.raises(mt.UnsupportedError, match="resample"):
        x - x[1]  # whose latitude varies too


def test_a_coordinate_that_varies_is_preferred():
    x = image(UPRIGHT)
    np.testing.assert_array_equal((x - x[1]).world, UPRIGHT)
    np.testing.assert_array_equal((x[0] - x[1]).world, [[np.nan, np.nan], [2, 100]])


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies(again):
    y = again(image())
    assert type(y) is Image
    np.testing.assert_array_equal(y.world, MATRIX)


def test_what_is_shown_is_a_copy():
    x = image()
    x.world[...] = 0
    np.testing.assert_array_equal(x.world, MATRIX)
    x.world = MATRIX * 2
    np.testing.assert_array_equal(x[0].world, x.T[:, 0].world)
    with pytest.raises(ValueError, match="shape"):
        x.world = np.eye(2)


def test_empty_arrays():
    assert image()[:0].world.shape == (2, 3)
    assert image()[:, []].T.world.shape == (2, 3)
