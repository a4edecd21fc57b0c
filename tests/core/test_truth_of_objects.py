"""``any`` and ``all`` of objects give truth values, as NumPy's do, and not one of the objects."""

import numpy as np
import pytest

import metaarr as mt

OBJECTS = np.array([[2, "", 0], ["a", 1, 3]], object)
CALLS = {
    "any": np.any,
    "all": np.all,
    "method": lambda x: x.all(),
    "along an axis": lambda x: np.all(x, axis=0),
    "along an axis, method": lambda x: x.any(axis=1),
    "kept axes": lambda x: np.any(x, axis=1, keepdims=True),
    "selected": lambda x: np.all(x, axis=0, where=[[True], [False]]),
    "nothing": lambda x: np.all(x[:0], axis=0),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("options", [{"mask": False}, {"dims": ("y", "x")}])
def test_truth_of_objects(name, options):
    found, expected = CALLS[name](mt.array(OBJECTS, **options)), CALLS[name](OBJECTS)
    assert found.dtype == bool
    assert found.tolist() == expected.tolist()


def test_truth_of_objects_skips_what_is_masked():
    x = mt.array(OBJECTS, mask=[[0, 1, 1], [0, 0, 1]])
    assert np.all(x).tolist() is True
    assert x.any(axis=0).tolist() == [True, True, None]
    assert np.logical_or.reduce(x, axis=1).tolist() == [2, "a"]  # the ufunc gives the object
