"""``axis="time"`` wherever NumPy takes an axis: by name and by number the answers are the same.

Each function of the table that has a parameter for axes is called with both; the table says that none is missing.
"""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import metaarr as mt
from metaarr._table import complete

DIMS = ("a", "b", "c")
SHAPE = (2, 3, 4)


def array(kind=float):
    """Distinct positive numbers in no order, with labels along each dim."""
    numbers = np.random.default_rng(1).permutation(np.arange(1.0, 25)).reshape(SHAPE).astype(kind)
    return mt.array(numbers, dims=DIMS, coords={"a": [1, 2], "b": list("xyz"), "c": [0.5, 1.5, 2.5, 9.5]})


def along(*args, **kwargs):
    """Call of a function of one array with an axis."""
    return lambda f, x, axis: f(x, *args, axis=axis("b"), **kwargs)


def several(*args, **kwargs):
    return lambda f, x, axis: f(x, *args, axis=(axis("c"), axis("a")), **kwargs)


def axes(f, x, axis):
    return f(x, axes=(axis("c"), axis("a")))


FOLDS = (
    *(np.sum, np.prod, np.max, np.amax, np.min, np.amin, np.all, np.any, np.mean, np.std, np.var, np.median, np.ptp),
    *(np.nansum, np.nanprod, np.nanmax, np.nanmin, np.nanmean, np.nanstd, np.nanvar, np.nanmedian),
    *(np.count_nonzero, np.average, np.linalg.norm, np.linalg.vector_norm),
)
ALONG = (
    *(np.argmax, np.argmin, np.nanargmax, np.nanargmin),
    *(np.cumsum, np.cumprod, np.nancumsum, np.nancumprod, np.cumulative_sum, np.cumulative_prod),
    *(np.diff, np.gradient, np.unwrap, np.trapezoid, np.sort, np.argsort, np.unique, np.unstack, np.size),
    *(np.fft.fft, np.fft.ifft, np.fft.rfft, np.fft.irfft, np.fft.hfft, np.fft.ihfft),
)
CALLS = {
    **{func: [along(), several()] for func in FOLDS},
    **{func: [along()] for func in ALONG},
    **{func: [axes] for func in (np.fft.fftshift, np.fft.ifftshift, np.fft.fft2, np.fft.ifft2, np.fft.rfft2)},
    **{func: [axes] for func in (np.fft.irfft2, np.fft.fftn, np.fft.ifftn, np.fft.rfftn, np.fft.irfftn, np.rot90)},
    **{func: [along(30), several([30, 60])] for func in (np.percentile, np.nanpercentile)},
    **{func: [along(0.3), several([0.3, 0.6])] for func in (np.quantile, np.nanquantile)},
    np.transpose: [
        lambda f, x, axis: f(x, (axis("c"), axis("a"), axis("b"))),
        lambda f, x, axis: x.transpose(axis("c"), axis("a"), axis("b")),
    ],
    np.swapaxes: [lambda f, x, axis: f(x, axis("c"), axis("a")), lambda f, x, axis: x.swapaxes(axis("b"), axis("a"))],
    np.diagonal: [
        lambda f, x, axis: f(x, 0, axis("c"), axis("a")),
        lambda f, x, axis: x.diagonal(axis1=axis("b"), axis2=axis("c")),
    ],
    np.trace: [
        lambda f, x, axis: f(x, axis1=axis("c"), axis2=axis("a")),
        lambda f, x, axis: x.trace(0, axis("a"), axis("c")),
    ],
    np.moveaxis: [
        lambda f, x, axis: f(x, axis("a"), -1),
        lambda f, x, axis: f(x, [axis("c"), axis("a")], [0, 1]),
        lambda f, x, axis: f(x, axis("a"), axis("c")),
    ],
    np.rollaxis: [lambda f, x, axis: f(x, axis("c")), lambda f, x, axis: f(x, axis("c"), axis("b"))],
    np.squeeze: [
        lambda f, x, axis: f(x[:1, :, :1], axis("a")),
        lambda f, x, axis: f(x[:1, :, :1], (axis("c"), axis("a"))),
        lambda f, x, axis: x[:, :1].squeeze(axis("b")),
    ],
    sliding_window_view: [along(2), lambda f, x, axis: f(x, (2, 3), (axis("a"), axis("c")))],
    np.flip: [along(), several()],
    np.roll: [along(1), lambda f, x, axis: f(x, (1, 2), (axis("a"), axis("c")))],
    np.repeat: [along(2), lambda f, x, axis: x.repeat([0, 1, 2], axis("b"))],
    np.take: [along([2, 0]), lambda f, x, axis: x.take(1, axis("c"))],
    np.take_along_axis: [along(np.zeros((2, 1, 4), int))],
    np.compress: [
        lambda f, x, axis: f([True, False, True], x, axis("b")),
        lambda f, x, axis: x.compress([True, False, True], axis("b")),
    ],
    np.delete: [along(1)],
    np.trim_zeros: [along()],
    np.split: [along(3)],
    np.array_split: [along(2)],
    np.concatenate: [lambda f, x, axis: f([x, x], axis=axis("b"))],
    np.append: [lambda f, x, axis: f(x, x, axis("b"))],
    np.insert: [lambda f, x, axis: f(x, 1, 0, axis("b"))],
    np.put_along_axis: [lambda f, x, axis: f(x, np.zeros((2, 1, 4), int), 0, axis("b"))],
    np.partition: [along(1)],
    np.argpartition: [along(1)],
    np.lexsort: [lambda f, x, axis: f((x, x), axis=axis("b"))],
    np.tensordot: [
        lambda f, x, axis: f(x, x.rename(b="d")[:, :2], axes=([axis("a"), axis("c")], [axis("a"), axis("c")])),
    ],
    np.linalg.tensordot: [lambda f, x, axis: f(x, x.rename(b="d"), axes=([axis("c")], [axis("c")]))],
    np.cross: [
        lambda f, x, axis: f(x, x, axis=axis("b")),
        lambda f, x, axis: f(x, x, axisa=axis("b"), axisb=axis("b"), axisc=0),
    ],
    np.linalg.cross: [lambda f, x, axis: f(x, x, axis=axis("b"))],
    np.linalg.vecdot: [lambda f, x, axis: f(x, x, axis=axis("b"))],
    np.packbits: [lambda f, x, axis: f(np.asarray(x) > 3, axis=DIMS.index("b"))],
    np.unpackbits: [lambda f, x, axis: f(np.asarray(x).astype(np.uint8), axis=DIMS.index("b"))],
    np.apply_along_axis: [lambda f, x, axis: f(np.sum, axis("b"), x)],
    np.apply_over_axes: [lambda f, x, axis: f(np.sum, x, [axis("c"), axis("a")])],
}
NEW_AXIS = {
    np.expand_dims: lambda x: np.expand_dims(x, "z"),
    np.stack: lambda x: np.stack([x, x], "z"),
    np.linspace: lambda x: np.linspace(x, x, 3, axis="z"),
    np.geomspace: lambda x: np.geomspace(x, x, 3, axis="z"),
    np.logspace: lambda x: np.logspace(x, x, 3, axis="z"),
}
"""The axis of these is the place of one that is not there yet."""

METHODS = {
    name: (lambda x, axis, name=name: getattr(x, name)(axis("b")))
    for name in (
        *("all", "any", "argmax", "argmin", "cumprod", "cumsum", "max", "mean", "min", "prod", "std", "sum", "var"),
        *("argsort",),
    )
} | {
    "argpartition": lambda x, axis: x.argpartition(1, axis("b")),
    "sort": lambda x, axis: in_place(x, lambda y: y.sort(axis("b"))),
    "partition": lambda x, axis: in_place(x, lambda y: y.partition(1, axis("b"))),
    "sum of several": lambda x, axis: x.sum((axis("a"), axis("c")), keepdims=True),
    "add.reduce": lambda x, axis: np.add.reduce(x, axis=(axis("a"), axis("c"))),
    "add.accumulate": lambda x, axis: np.add.accumulate(x, axis=axis("b")),
    "add.reduceat": lambda x, axis: np.add.reduceat(x, [0, 2], axis=axis("b")),
    "vecdot": lambda x, axis: np.vecdot(x, x, axis=axis("b")),
    "matmul": lambda x, axis: np.matmul(x, x.rename(c="d"), axes=[(axis("c"), axis("b")), (axis("b"), -1), (-2, -1)]),
}


def in_place(x, change):
    y = x.copy()
    change(y)
    return y


def by_name(dim):
    return dim


def compare(one, other):
    if isinstance(one, (tuple, list)):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            compare(a, b)
        return
    assert type(one) is type(other)
    np.testing.assert_array_equal(np.asarray(one), np.asarray(other))
    if isinstance(one, mt.LabeledArray):
        assert one._labels.identical(other._labels)


@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
@pytest.mark.parametrize(
    ("func", "call"),
    [(func, call) for func, calls in CALLS.items() for call in calls],
    ids=lambda value: getattr(value, "__name__", "call"),
)
def test_functions(func, call):
    x, y = array(), array()
    compare(call(func, x, by_name), call(func, y, DIMS.index))
    compare(x, y)  # where something was written


@pytest.mark.parametrize("method", METHODS)
def test_methods(method):
    compare(METHODS[method](array(), by_name), METHODS[method](array(), DIMS.index))


@pytest.mark.parametrize("func", NEW_AXIS, ids=lambda func: func.__name__)
def test_the_place_of_a_new_axis_is_a_number(func):
    with pytest.raises(mt.DimsError, match=r"the place of a new axis.*'z'"):
        NEW_AXIS[func](array())


@pytest.mark.parametrize(
    "func", [func for func in CALLS if func not in (np.packbits, np.unpackbits)], ids=lambda f: f.__name__
)
def test_unknown_names_are_refused(func):
    for call in CALLS[func]:
        with pytest.raises(mt.DimsError, match="no dim 'nowhere'; the dims are 'a'"):
            call(func, array(), lambda dim: "nowhere")


def test_every_parameter_for_axes_is_here():
    of_table = {func for func, row in complete().items() if row.axis}
    assert of_table == CALLS.keys() | NEW_AXIS.keys() | {np.linalg.tensorsolve}


def test_tensorsolve():
    a = mt.array(np.random.default_rng(0).normal(size=(2, 3, 6)), dims=("i", "j", "k"))
    b = np.ones(6)
    by_number = np.linalg.tensorsolve(a.transpose("k", "i", "j"), b)
    compare(np.asarray(np.linalg.tensorsolve(a, b, axes=("i", "j"))), np.asarray(by_number))


def test_axes_of_a_result_are_numbers():
    x = array()
    with pytest.raises(mt.DimsError, match="names axes of the result"):
        np.matmul(x, x.rename(c="d"), axes=[("c", "b"), ("b", "d"), ("c", "d")])


def test_a_name_that_is_at_different_places_is_refused():
    x = array()[:, :, :2]
    with pytest.raises(mt.DimsError, match="axis 'b' is at different places in the operands"):
        np.concatenate([x, x.transpose("b", "a", "c")], axis="b")
