"""Hard masks: assignment leaves masked elements alone, whichever way it comes."""

import copy
import pickle

import numpy as np
import pytest
from tests.identity import identified

import metaarr as mt
from metaarr.testing.calls import ASSIGNMENT, CALLS, MOVEMENT, ORDER, PAIRED, REDUCTIONS, SINGLE, VALUES
from metaarr.testing.strategies import CLASSES

MASKED = tuple(cls for cls in CLASSES if issubclass(cls, mt.MaskedArray))
u = mt.units
REFUSALS = (mt.MetaArrayError, TypeError, ValueError, IndexError, ArithmeticError)

MASK = np.array([[0, 1, 0], [1, 0, 0]], bool)
OLD = np.arange(6.0).reshape(2, 3)


def sea(units=None, **options):
    return mt.array(OLD, units, mask=MASK, hard_mask=True, **options)


def check_kept(x, old=OLD, mask=MASK):
    """What was masked is, and has its value."""
    assert x.mask[mask].all()
    np.testing.assert_array_equal(np.asarray(x)[mask], old[mask])


WRITES = {
    "setitem": lambda x: x.__setitem__(Ellipsis, 9.0),
    "setitem_row": lambda x: x.__setitem__(0, 9.0),
    "setitem_element": lambda x: x.__setitem__((0, 1), 9.0),
    "setitem_slice": lambda x: x.__setitem__((slice(None), slice(0, 2)), [[7.0, 8.0], [9.0, 10.0]]),
    "setitem_newaxis": lambda x: x.__setitem__((None, 0), 9.0),
    "setitem_integers": lambda x: x.__setitem__(([0, 0, 1], [1, 1, 0]), [7.0, 8.0, 9.0]),
    "setitem_boolean": lambda x: x.__setitem__(MASK, 9.0),
    "setitem_partly_masked": lambda x: x.__setitem__(0, mt.array([7.0, 8.0, 9.0], mask=[1, 0, 0])),
    "setitem_sentinel": lambda x: x.__setitem__((1, 2), mt.masked),
    "setitem_list": lambda x: x.__setitem__(1, [7.0, mt.masked, 9.0]),
    "flat": lambda x: x.flat.__setitem__(slice(0, 5), 9.0),
    "fill": lambda x: x.fill(9.0),
    "put": lambda x: x.put([0, 1, 3], [7.0, 8.0, 9.0]),
    "np.put": lambda x: np.put(x, [0, 1, 3], [7.0, 8.0, 9.0]),
    "place": lambda x: np.place(x, MASK, [7.0, 8.0]),
    "putmask": lambda x: np.putmask(x, np.ones((2, 3), bool), OLD + 10),
    "copyto": lambda x: np.copyto(x, OLD + 10),
    "copyto_where": lambda x: np.copyto(x, OLD + 10, where=MASK),
    "put_along_axis": lambda x: np.put_along_axis(x, np.array([[1], [0]]), 9.0, axis=1),
    "fill_diagonal": lambda x: np.fill_diagonal(x[:, 1:], 9.0),
    "real": lambda x: setattr(x, "real", 9.0),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_assignment_leaves_masked_elements_alone(write):
    x, soft = sea(), mt.array(OLD, mask=MASK)
    assert write(x) is None
    write(soft)
    check_kept(x)
    np.testing.assert_array_equal(np.asarray(x)[~MASK], np.asarray(soft)[~MASK])
    np.testing.assert_array_equal(x.mask[~MASK], soft.mask[~MASK])
    assert x.hardmask


@pytest.mark.parametrize("name", ["setitem", "setitem_row", "setitem_element", "setitem_slice", "setitem_boolean"])
def test_numpy_ma_agrees(name):
    """Where numpy.ma itself keeps the promise."""
    ours, theirs = sea(), np.ma.array(OLD.copy(), mask=MASK, hard_mask=True)
    for x in (ours, theirs):
        WRITES[name](x)
    np.testing.assert_array_equal(ours.mask, theirs.mask)
    np.testing.assert_array_equal(np.asarray(ours), theirs.data)


@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("name", ASSIGNMENT)
def test_the_mask_of_a_target_only_grows(cls, name):
    """Every call of the catalogue that writes into a copy, with the copy hard."""
    x = identified(cls, (3, 4))
    x[:, ::2] = mt.masked

    before = x.mask.copy()
    hard = x.copy().harden_mask()
    target = _catalogue_target(name, x, hard)
    if target is not None:
        assert target.mask[before].all()


def _catalogue_target(name, x, hard):
    changes = {
        "copyto": lambda y: np.copyto(y, x[:1], where=np.eye(3, 4, dtype=bool)),
        "put": lambda y: np.put(y, [0, 5], x[1, 1:3]),
        "place": lambda y: np.place(y, np.eye(3, 4, dtype=bool), x[1]),
        "putmask": lambda y: np.putmask(y, np.eye(3, 4, dtype=bool), x),
        "put_along_axis": lambda y: np.put_along_axis(y, np.zeros((3, 1), int), x[:, 1:2], axis=1),
        "fill_diagonal": lambda y: np.fill_diagonal(y, x[2, 3]),
        "setitem": lambda y: y.__setitem__((slice(None), 2), x[:, 3]),
        "setitem_advanced": lambda y: y.__setitem__([0, 2], x[[0, 2]]),
        "iadd": lambda y: y.__iadd__(x),
        "out": lambda y: np.add(x, x, out=y),
        "out_where": lambda y: np.add(x, x, out=y, where=np.eye(3, 4, dtype=bool)),
        "sort_method": None,
    }
    if changes[name] is None:
        return None
    changes[name](hard)
    return hard


def test_every_assignment_of_the_catalogue_is_here():
    assert all(
        _catalogue_target(name, identified(mt.MaskedArray, (3, 4)), sea_of(3, 4)) is not None
        for name in ASSIGNMENT
        if name != "sort_method"
    )


def sea_of(*shape):
    return identified(mt.MaskedArray, shape).harden_mask()


@pytest.mark.parametrize(
    "change",
    [
        lambda x: np.add(OLD, 1, out=x),
        lambda x: np.add(mt.array(OLD, mask=~MASK), 1, out=x),
        lambda x: np.add(OLD, 1, out=x, where=MASK),
        lambda x: np.clip(OLD, 0, 3, out=x),
        lambda x: np.take(OLD, [[0, 1, 2], [0, 1, 2]], out=x),
        lambda x: np.cumsum(OLD, axis=0, out=x),
        lambda x: np.matmul(np.ones((2, 2)), OLD, out=x),
        lambda x: x.__iadd__(1.0),
        lambda x: x.__imul__(x),
        lambda x: np.add.at(x, ([0, 1], [1, 1]), 1.0),
        lambda x: np.negative.at(x, 0),
        lambda x: np.round(OLD, out=x),
    ],
)
def test_outputs_stay_masked(change):
    x = sea()
    change(x)
    assert x.mask[MASK].all()
    assert x.hardmask


def test_outputs_get_what_is_masked_as_well():
    x = sea()
    np.add(mt.array(OLD, mask=[[0, 0, 1], [0, 0, 0]]), 1, out=x)
    assert x.mask.tolist() == [[False, True, True], [True, False, False]]
    assert np.asarray(x)[0, 0] == 1


def test_setting_the_mask_only_adds():
    x = sea()
    x.mask = [[1, 0, 0], [0, 0, 0]]
    assert x.mask.tolist() == [[True, True, False], [True, False, False]]
    x.mask = False
    assert x.mask.tolist() == [[True, True, False], [True, False, False]]
    with pytest.raises(ValueError, match="read-only"):
        x.mask[0, 0] = False
    with pytest.raises(ValueError, match="read-only"):
        np.copyto(x.mask, False)
    with pytest.raises(mt.MaskError, match="shape"):
        x.mask = [1, 0]


def test_the_sentinel_masks_for_everybody():
    x = mt.array(OLD, mask=MASK)
    hard = x[:]
    hard.harden_mask()
    hard[0, 0] = mt.masked
    assert x.mask[0, 0]
    x[0, 0] = 5.0
    assert not hard.mask[0, 0]  # x itself is soft
    assert not x.hardmask


VIEWS = {
    "slice": lambda x: x[:1],
    "row": lambda x: x[0],
    "element": lambda x: x[0, 1, ...],
    "reshape": lambda x: x.reshape(3, 2),
    "ravel": lambda x: x.ravel(),
    "T": lambda x: x.T,
    "newaxis": lambda x: x[None],
    "swapaxes": lambda x: np.swapaxes(x, 0, 1),
    "real": lambda x: x.real,
    "view": lambda x: x.view(),
    "asarray": mt.asarray,
    "split": lambda x: np.split(x, [1])[0],
    "squeeze": lambda x: np.squeeze(x[:1]),
    "flip": np.flip,
}


@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_views_are_hard(cls, view):
    x = identified(cls, (2, 3))
    assert not view(x).hardmask
    x.harden_mask()
    y = view(x)
    assert y.hardmask
    before = np.asarray(x).copy()
    y.fill(np.asarray(0.0) if not isinstance(x, mt.Quantity) else 0 * u.m)
    assert x.mask.sum() == 2
    np.testing.assert_array_equal(np.asarray(x)[x.mask], before[x.mask])


COPIES = {
    "copy": lambda x: x.copy(),
    "copy.copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda x: pickle.loads(pickle.dumps(x)),
    "mt.array": mt.array,
    "astype": lambda x: x.astype("f4"),
    "integers": lambda x: x[[0, 1]],
    "boolean": lambda x: x[np.array([True, True])],
}


@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("new", COPIES.values(), ids=COPIES)
def test_copies_are_soft(cls, new):
    y = new(identified(cls, (2, 3)).harden_mask())
    assert not y.hardmask
    y.mask = False
    assert not y.mask.any()


RESULTS = {**{name: (lambda x, f=f: f(x)) for name, f in SINGLE.items()}, **REDUCTIONS, **ORDER, **VALUES, **MOVEMENT}
RESULTS |= {name: (lambda x, f=f: f(x, x[:1])) for name, f in PAIRED.items()}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", RESULTS)
def test_hardness_does_not_leak_into_results(name):
    """A hard operand gives the same as a soft one; a result is hard only where it is a view."""
    soft, hard = sea_of(3, 4).soften_mask(), sea_of(3, 4)
    hard.mask = [[0, 1, 0, 0], [0] * 4, [0] * 4]
    soft.mask = hard.mask
    mask = hard.mask.copy()
    with np.errstate(all="ignore"):
        ours, theirs = (_attempt(RESULTS[name], x) for x in (hard, soft))
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert type(one) is type(other)
        assert repr(one) == repr(other)
        if isinstance(one, mt.MaskedArray) and name != "broadcast_arrays" and one.flags.writeable:
            assert one.hardmask == (np.shares_memory(np.asarray(one), np.asarray(hard)) and one.size > 0)
    np.testing.assert_array_equal(hard.mask, mask)


def _attempt(call, x):
    try:
        result = call(x)
    except REFUSALS as error:  # the same for both
        return [repr(error)]
    return list(result) if isinstance(result, (list, tuple)) else [result]


@pytest.mark.filterwarnings("ignore")
def test_every_call_leaves_a_hard_mask_hard():
    for name, call in CALLS.items():
        x = sea_of(3, 4)
        mask = x.mask.copy()
        with np.errstate(all="ignore"):
            _attempt(call, x)
        assert x.hardmask, name
        np.testing.assert_array_equal(x.mask, mask, err_msg=name)


def test_broadcast_views_of_a_hard_mask_are_read_only_anyway():
    y = np.broadcast_to(sea_of(3), (2, 3))
    assert not y.hardmask
    with pytest.raises(ValueError, match="read-only"):
        y[0] = 1.0


def test_views_that_are_read_only_are_not_hard():
    x = mt.array(np.eye(3), mask=np.eye(3, dtype=bool))
    assert not x.diagonal().hardmask
    assert not x.diagonal().copy().hardmask
    with pytest.raises(ValueError, match="read-only"):
        x.diagonal().mask = False
    assert x.mask.sum() == 3


def test_softening_and_hardening():
    x = sea()
    assert x.harden_mask() is x
    assert x.soften_mask() is x
    assert not x.hardmask
    x[...] = 9.0
    assert not x.mask.any()
    assert mt.asarray(sea(), hard_mask=False).hardmask is False
    assert mt.array([1.0], hard_mask=True).hardmask
    assert type(mt.array([1.0], hard_mask=True)) is mt.MaskedArray
    assert type(mt.array([1.0], hard_mask=False)) is np.ndarray
    assert type(mt.array([1.0], "m", dims="x", hard_mask=True)) is mt.LabeledMaskedQuantity


def test_softening_what_shares_memory_leaves_it_hard():
    x = sea()
    y = mt.asarray(x, hard_mask=False)
    y[0, 1] = 9.0
    assert x.hardmask
    assert not x.mask[0, 1]


def test_units_and_labels_follow_assignment():
    x = sea("m", dims=("y", "x"))
    x[0] = [1, 2, 3] * u.km
    assert np.asarray(x)[0].tolist() == [1000.0, 1.0, 3000.0]
    with pytest.raises(mt.DimensionalityError):
        x[0] = 1 * u.s
    check_kept(x)
    x[:, 0] = mt.array([1.0, 2.0], "m", dims="y")
    check_kept(x)


def test_sorting_in_place_may_not_move_what_is_masked():
    x = mt.array([3.0, 9.0, 1.0], mask=[0, 1, 0], hard_mask=True)
    with pytest.raises(mt.MaskError, match="soften_mask"):
        x.sort()
    with pytest.raises(mt.MaskError, match="soften_mask"):
        x.partition(1)
    assert np.asarray(x).tolist() == [3.0, 9.0, 1.0]
    tail = mt.array([3.0, 1.0, 9.0], mask=[0, 0, 1], hard_mask=True)
    tail.sort()
    assert tail.tolist() == [1.0, 3.0, None]
    assert tail.hardmask


def test_elements_of_other_dtypes():
    for values in (np.array(["a", "b"]), np.array([1, None], object), np.array([(1, 2.0), (3, 4.0)], "i4,f8")):
        x = mt.array(values, mask=[0, 1], hard_mask=True)
        x[...] = values[0]
        assert np.asarray(x)[1] == values[1]
        assert x.mask.tolist() == [False, True]
        x[()] = values[0]
        assert x.mask.tolist() == [False, True]
    z = mt.array(5.0, mask=True, hard_mask=True)
    z[...] = 1.0
    z[()] = 1.0
    assert np.asarray(z) == 5.0
    assert z.mask
    fields = mt.array(np.zeros(2, "i4,f8"), mask=[0, 1], hard_mask=True)
    fields["f0"] = 7
    assert np.asarray(fields)["f0"].tolist() == [7, 0]
    assert fields.mask.tolist() == [False, True]


def test_downstream_classes():
    class Ocean(mt.MaskedQuantity):
        quality = mt.PerElement(dtype=np.uint8)

    x = Ocean([1.0, 2.0], "m", mask=[0, 1], quality=[1, 2]).harden_mask()
    x[...] = 9 * u.m
    assert np.asarray(x).tolist() == [9.0, 2.0]
    assert x[:1].hardmask
    assert (x + x).quality.tolist() == x.quality.tolist()
