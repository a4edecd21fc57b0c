"""Who shares masks with whom, over the whole catalogue of calls.

A result shares its mask with an operand just where it shares the data; nobody changes the mask that a caller gave; and
what is written through a view reaches the base, data and mask alike.
"""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity import identified

import metaarr as mt
from metaarr.testing.calls import ASSIGNMENT, CALLS, INDEXING, MOVEMENT
from metaarr.testing.strategies import CLASSES

u = mt.units
REFUSALS = (mt.MetaArrayError, TypeError, ValueError, IndexError, ArithmeticError)
MASKED = tuple(cls for cls in CLASSES if issubclass(cls, mt.MaskedArray))


def built(cls, mask):
    """A small array of the class on which most calls have an answer."""
    data = np.array([[0.5, 1.0, 0.25, -0.75], [2.0, 3.5, 0.0, 1.5], [0.125, -2.0, 4.0, 1.0]])
    fields = {"units": ""} if issubclass(cls, mt.Quantity) else {}
    if issubclass(cls, mt.LabeledArray):
        fields |= {"dims": ("y", "x")}
    return cls(data, mask=mask, **fields)


def leaves(result):
    if isinstance(result, (list, tuple)):
        return [leaf for item in result for leaf in leaves(item)]
    return [result] if isinstance(result, np.ndarray) else []


def attempt(call, x):
    """Leaves of the result; none where the call is refused."""
    with np.errstate(all="ignore"):
        try:
            return leaves(call(x))
        except REFUSALS:  # tested elsewhere; here nothing must have happened
            return []


def share(one, other):
    return np.shares_memory(np.asarray(one), np.asarray(other))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("some", [False, True], ids=["visible", "masked"])
@pytest.mark.parametrize("name", CALLS)
def test_masks_are_shared_just_where_data_are(name, some, cls):
    mask = np.zeros((3, 4), bool)
    mask[0, 1] = mask[1, 3] = some
    given_mask = mask.copy()
    x = built(cls, mask)
    data, before = np.asarray(x).copy(), x.mask.copy()
    results = attempt(CALLS[name], x)
    for leaf in results:
        assert not share(leaf, x.mask)
        if isinstance(leaf, mt.MaskedArray):
            assert share(leaf.mask, x.mask) == share(leaf, x)
            assert not share(leaf.mask, x)
            assert not share(leaf.mask, mask)
    np.testing.assert_array_equal(x.mask, before)
    np.testing.assert_array_equal(np.asarray(x), data)
    np.testing.assert_array_equal(mask, given_mask)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CALLS)
def test_masks_of_several_results_are_their_own(name):
    x = built(mt.MaskedArray, np.arange(12).reshape(3, 4) % 5 == 1)
    results = [leaf for leaf in attempt(CALLS[name], x) if isinstance(leaf, mt.MaskedArray)]
    for one, other in itertools.combinations(results, 2):
        assert share(one.mask, other.mask) == share(one, other)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("name", [*MOVEMENT, *INDEXING])
def test_what_is_written_through_a_view_reaches_the_base(cls, name):
    """Masking and unmasking, from either side, at just the places that the view shows."""
    call = {**MOVEMENT, **INDEXING}[name]
    x = identified(cls, (3, 4))
    for view in attempt(call, x):
        if not isinstance(view, mt.MaskedArray) or not share(view, x) or not view.flags.writeable:
            continue
        x.mask = False
        places = np.isin(np.asarray(x), np.asarray(view))
        view[...] = mt.masked
        np.testing.assert_array_equal(x.mask, places)
        view.mask = False
        assert not x.mask.any()
        x[...] = mt.masked
        assert view.mask.all()
        view.mask[...] = False
        np.testing.assert_array_equal(x.mask, ~places)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("name", CALLS)
def test_masking_a_result_leaves_the_operand(cls, name):
    x = built(cls, np.zeros((3, 4), bool))
    for leaf in attempt(CALLS[name], x):
        if isinstance(leaf, mt.MaskedArray) and leaf.flags.writeable and not share(leaf, x):
            leaf[...] = mt.masked
    assert not x.mask.any()


@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("make", ["class", "array", "asarray"])
def test_the_mask_that_a_caller_gives_stays_the_callers(cls, make):
    mask, data = np.array([True, False]), np.array([1.0, 2.0])
    builders = {"class": cls, "array": mt.array, "asarray": mt.asarray}
    x = builders[make](data, mask=mask)
    x.mask = ~mask
    x[...] = mt.masked
    x.mask[...] = False
    x[0] = 1 * (x.units if isinstance(x, mt.Quantity) else 1)
    assert mask.tolist() == [True, False]
    mask[...] = True
    assert not x.mask.any()


def test_masks_given_to_others_stay_their_own():
    x = mt.array([1.0, 2.0], mask=[True, False])
    y = mt.array([3.0, 4.0], mask=x.mask)
    z = mt.array([5.0, 6.0], mask=[False, False])
    z.mask = x.mask
    y[...] = z[...] = mt.masked
    assert x.mask.tolist() == [True, False]


def test_arrays_of_numpy_ma_keep_their_masks():
    theirs = np.ma.array([1.0, 2.0], mask=[True, False])
    ours = mt.array(theirs)
    ours[...] = mt.masked
    ours[...] = 1.0
    assert theirs.mask.tolist() == [True, False]
    assert theirs.tolist() == [None, 2.0]


def test_fields_and_parts_share_both_ways():
    records = mt.array(np.zeros(2, "f8,c16"), mask=[0, 1])
    part = records["f1"].imag
    part[0] = mt.masked
    assert records.mask.tolist() == [True, True]
    records[1] = (1.0, 2.0)
    assert part.mask.tolist() == [True, False]
    several = records[["f0"]]
    several.mask = False
    assert not records.mask.any()


@given(st.data())
def test_assigning_to_part_of_a_view_unmasks_just_that(data):
    x = mt.array(np.arange(24.0).reshape(2, 3, 4), mask=True)
    y = data.draw(st.sampled_from([x, x.T, x[:, ::-1], x.reshape(6, 4), x.swapaxes(0, 2), x[None], x[..., 1:3]]))
    index = tuple(data.draw(st.integers(-n, n - 1)) for n in y.shape)
    place = np.asarray(y)[index].item()
    y[index] = place
    np.testing.assert_array_equal(x.mask, np.asarray(x) != place)


# --- assignment of masked values, whichever way ---

WRITES = {
    "setitem": lambda x, places, values: x.__setitem__(places, values),
    "put": lambda x, places, values: np.put(x, np.flatnonzero(places), values),
    "method put": lambda x, places, values: x.put(np.flatnonzero(places), values),
    "place": lambda x, places, values: np.place(x, places, values),
    "put_along_axis": lambda x, places, values: np.put_along_axis(x, np.flatnonzero(places), values, axis=None),
    "flat": lambda x, places, values: x.flat.__setitem__(np.flatnonzero(places), values),
}
PLACES = np.array([[0, 1, 0], [1, 0, 1]], bool)


@pytest.mark.parametrize("cls", [mt.MaskedArray, mt.MaskedQuantity])
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_plain_values_unmask_and_masked_ones_mask(write, cls):
    x = cls(np.arange(6.0).reshape(2, 3), mask=[[1, 1, 0], [0, 0, 1]])
    write(x, PLACES, np.array([7.0, 8.0, 9.0]))
    assert x.mask.tolist() == [[True, False, False], [False, False, False]]
    assert np.asarray(x)[PLACES].tolist() == [7.0, 8.0, 9.0]
    write(x, PLACES, mt.array([1.0, 2.0, 3.0], mask=[1, 0, 1]))
    assert x.mask.tolist() == [[True, True, False], [False, False, True]]
    assert np.asarray(x)[1, 0] == 2.0
    write(x, PLACES, [mt.array(4.0), mt.masked, 5.0])
    assert x.mask.tolist() == [[True, False, False], [True, False, False]]
    x.mask = False
    write(x, PLACES, mt.masked)
    np.testing.assert_array_equal(x.mask, PLACES)
    x.mask = False
    assert np.asarray(x)[0, 1] == 4.0  # the sentinel writes no data


@pytest.mark.parametrize("cls", [mt.MaskedArray, mt.MaskedQuantity])
@pytest.mark.parametrize("name", ["putmask", "copyto"])
def test_plain_values_unmask_where_they_are_written(name, cls):
    def write(x, values):
        np.putmask(x, PLACES, values) if name == "putmask" else np.copyto(x, values, where=PLACES)

    x = cls(np.zeros((2, 3)), mask=[[1, 1, 0], [0, 0, 1]])
    write(x, np.ones((2, 3)))
    assert x.mask.tolist() == [[True, False, False], [False, False, False]]
    write(x, mt.array(np.ones((2, 3)), mask=[[1, 1, 1], [0, 0, 0]]))
    assert x.mask.tolist() == [[True, True, False], [False, False, False]]
    write(x, mt.masked)
    np.testing.assert_array_equal(x.mask, PLACES | [[1, 0, 0], [0, 0, 0]])


@pytest.mark.parametrize("cls", [mt.MaskedArray, mt.MaskedQuantity])
def test_filling(cls):
    x = cls(np.zeros((2, 2)), mask=True)
    np.fill_diagonal(x, 3.0)
    assert x.mask.tolist() == [[False, True], [True, False]]
    np.fill_diagonal(x, mt.masked)
    assert x.mask.all()
    x.fill(1.0)
    assert not x.mask.any()
    x.fill(mt.masked)
    assert x.mask.all()
    assert np.asarray(x).tolist() == [[1.0, 1.0], [1.0, 1.0]]
    x.real = 2.0
    assert not x.mask.any()
    x.real = mt.masked
    assert x.mask.all()


def test_nested_lists_that_hold_the_sentinel():
    x = mt.array(np.zeros((2, 2)), "m", mask=False)
    x[...] = [[1 * u.km, mt.masked], [mt.masked, 2 * u.m]]
    assert x.mask.tolist() == [[False, True], [True, False]]
    assert np.asarray(x)[0, 0] == 1000.0
    x[0] = mt.masked
    assert x.mask[0].all()
    y = mt.array([[1, mt.masked], [3, 4]])
    assert y.mask.tolist() == [[False, True], [False, False]]
    assert mt.array([1 * u.m, mt.masked]).mask.tolist() == [False, True]


def test_masked_indices():
    x = mt.array([1.0, 2.0, 3.0], mask=[0, 0, 1])
    chosen = mt.array([True, True, True], mask=[0, 1, 0])
    assert x[chosen].tolist() == [1.0, None]
    x[chosen] = 9.0
    assert x.tolist() == [9.0, 2.0, 9.0]
    places = mt.array([0, 1], mask=[0, 1])
    with pytest.raises(IndexError, match="masked positions"):
        x[places]
    with pytest.raises(IndexError, match="masked positions"):
        x[places] = 1.0
    assert x.tolist() == [9.0, 2.0, 9.0]
    assert np.take(x, places).tolist() == [9.0, None]
    picked = np.where(chosen, x, -1.0)
    assert picked.tolist() == [9.0, None, 9.0]


def test_failed_assignments_change_nothing():
    x = mt.array([1.0, 2.0, 3.0], "m", mask=[0, 1, 0])
    for wrong, error in ((1 * u.s, mt.DimensionalityError), ([1, 2] * u.m, ValueError), ("text", Exception)):
        with pytest.raises(error):
            x[...] = wrong
    with pytest.raises(IndexError):
        x[7] = mt.masked
    with pytest.raises(mt.MaskError):
        x.mask = [1, 0]
    assert x.mask.tolist() == [False, True, False]
    assert np.asarray(x).tolist() == [1.0, 2.0, 3.0]
    plain = mt.array([1.0, 2.0], "m")
    with pytest.raises(mt.MaskError, match="mask=False"):
        plain[0] = mt.masked
    with pytest.raises(TypeError, match="masked"):
        plain[...] = mt.array([1.0, 2.0], "m", mask=[1, 0])
    assert np.asarray(plain).tolist() == [1.0, 2.0]


@pytest.mark.parametrize("name", [name for name in ASSIGNMENT if name not in ("iadd", "out", "out_where")])
def test_assignments_of_the_catalogue_write_masks(name):
    """None of them leaves data and mask apart: what is visible afterwards was visible where it came from."""
    x = mt.array(np.arange(12.0).reshape(3, 4), mask=np.arange(12).reshape(3, 4) % 3 == 0)
    hidden = set(np.asarray(x)[x.mask].tolist())
    result = ASSIGNMENT[name](x)
    assert not hidden & set(np.asarray(result)[~result.mask].tolist())
