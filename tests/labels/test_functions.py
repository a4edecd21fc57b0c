"""NumPy functions on labelled arrays: wherever an element goes, its labels go along.

The oracle: the elements of an array are unique numbers, from 1, that tell where each of them was; the labels along each
dim tell the same. After any function, every label must belong to the element that it lies on. Zeros are fill.

What must not get lost is written beside each call: ``"b a! -"`` are the dims of the result, with ``!`` for one that has
lost its labels, and ``-`` for an axis that has no name.
"""

import operator

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import metaarr as mt
from metaarr._structure import Structure
from metaarr._table import complete

SHAPE = (2, 3, 4)
DIMS = ("a", "b", "c")


def numbered(shape=SHAPE, dims=DIMS):
    """Unique numbers with a label along each dim, one along two dims, and a scalar one."""
    data = np.arange(1, 1 + int(np.prod(shape)), dtype=np.int64).reshape(shape)
    dims = dims[: len(shape)]
    coords = {dim: 100 * np.arange(size) for dim, size in zip(dims, shape, strict=True)}
    if len(shape) > 1:
        coords["two"] = (dims[:2], np.arange(shape[0] * shape[1]).reshape(shape[:2]))
    return mt.array(data, dims=dims, coords={**coords, "scalar": 7}, name="n", attrs={"k": 1})


def decoded(data, shape, dims):
    """Where each element was, by dim, and what its label along two dims was."""
    places = dict(zip(dims, np.unravel_index(np.maximum(data, 1) - 1, shape), strict=False))
    if len(shape) > 1:
        places["two"] = places[dims[0]] * shape[1] + places[dims[1]]
    return {name: 100 * place if name != "two" else place for name, place in places.items()} | {"scalar": np.asarray(7)}


def spread(coord, result):
    """A coordinate laid on each element of the array it belongs to."""
    assert set(coord.dims) <= set(result.dims)
    order = [dim for dim in result.dims if dim in coord.dims]
    values = np.asarray(coord.transpose(*order) if len(order) > 1 else coord)
    return np.broadcast_to(
        values.reshape([size if dim in order else 1 for dim, size in zip(result.dims, result.shape, strict=True)]),
        result.shape,
    )


def check(result, shape=SHAPE, dims=DIMS):
    data = np.asarray(result)
    assert len(result.dims) == data.ndim
    origin = decoded(data, shape, dims)
    for name, coord in result.coords.items():
        expected = np.broadcast_to(origin[name], data.shape)
        np.testing.assert_array_equal(spread(coord, result)[data > 0], expected[data > 0], err_msg=name)


def check_dims(result, text):
    expected = text.split()
    assert result.dims == tuple(None if dim == "-" else dim.rstrip("!") for dim in expected)
    for dim in expected:
        if dim != "-":
            assert (dim.rstrip("!") in result.coords and result.coords[dim.rstrip("!")].dims != ()) is not dim.endswith(
                "!"
            ), dim


def answers(result):
    return result if isinstance(result, (list, tuple)) else [result]


def first(result):
    return answers(result)[0]


def where_odd(x):
    return np.asarray(x)[0, :, 0] % 2 == 1


REARRANGED = {
    np.copy: [(lambda f, x: f(x), "a b c")],
    np.transpose: [
        (lambda f, x: f(x), "c b a"),
        (lambda f, x: f(x, (1, 2, 0)), "b c a"),
        (lambda f, x: f(x, ("b", "c", "a")), "b c a"),
        (lambda f, x: f(x, ("c", ...)), "c a b"),
        (lambda f, x: x.T, "c b a"),
        (lambda f, x: x.transpose("b", "a", "c"), "b a c"),
        (lambda f, x: x.transpose(..., "a"), "b c a"),
    ],
    np.matrix_transpose: [(lambda f, x: f(x), "a c b"), (lambda f, x: x.mT, "a c b")],
    np.linalg.matrix_transpose: [(lambda f, x: f(x), "a c b")],
    np.swapaxes: [
        (lambda f, x: f(x, 0, 2), "c b a"),
        (lambda f, x: f(x, "a", "b"), "b a c"),
        (lambda f, x: x.swapaxes("a", -1), "c b a"),
    ],
    np.moveaxis: [
        (lambda f, x: f(x, 0, -1), "b c a"),
        (lambda f, x: f(x, "c", 0), "c a b"),
        (lambda f, x: f(x, ["b", "c"], [0, 1]), "b c a"),
    ],
    np.rollaxis: [(lambda f, x: f(x, 2), "c a b"), (lambda f, x: f(x, "b", 3), "a c b")],
    np.squeeze: [(lambda f, x: f(x[:1]), "b c"), (lambda f, x: f(x[:, :1, :1], "c"), "a b")],
    np.expand_dims: [(lambda f, x: f(x, 1), "a - b c")],
    np.atleast_1d: [(lambda f, x: f(x), "a b c"), (lambda f, x: f(x[0, 0, 0]), "-")],
    np.atleast_2d: [(lambda f, x: f(x[0, 0]), "- c")],
    np.atleast_3d: [(lambda f, x: f(x[0, 0]), "- c -"), (lambda f, x: f(x, x)[1], "a b c")],
    np.broadcast_to: [(lambda f, x: f(x, (5, *SHAPE)), "- a b c"), (lambda f, x: f(x[:, :1], SHAPE), "a b! c")],
    np.broadcast_arrays: [
        (lambda f, x: f(x), "a b c"),
        (lambda f, x: f(np.zeros(4), x)[1], "a b c"),
        (lambda f, x: f(x, x.T)[1], "a b c"),
    ],
    np.meshgrid: [
        (lambda f, x: f(x[0, 0], np.zeros(2))[0], "- c"),
        (lambda f, x: f(x[0, 0])[0], "c"),
        (lambda f, x: f(x[0, 0], x[0, :, 0], sparse=True)[1], "b -"),
    ],
    np.reshape: [
        (lambda f, x: f(x, (2, 12)), "a -"),
        (lambda f, x: f(x, (6, 4)), "- c"),
        (lambda f, x: f(x, (2, 3, 2, 2)), "a b - -"),
        (lambda f, x: f(x, (2, 3, 2, 2), order="F"), "a b - -"),
        (lambda f, x: x.reshape(6, -1), "- c"),
    ],
    np.ravel: [
        (lambda f, x: f(x), "-"),
        (lambda f, x: f(x[0, 0]), "c"),
        (lambda f, x: x.ravel(), "-"),
        (lambda f, x: x[0, 0].flatten(), "c"),
    ],
    np.resize: [(lambda f, x: f(x, (4, 3, 4)), "a! b c")],
    np.tile: [(lambda f, x: f(x, (1, 2, 1)), "a b! c")],
    np.pad: [(lambda f, x: f(x, ((0, 0), (1, 0), (0, 0))), "a b! c")],
    sliding_window_view: [(lambda f, x: f(x, 2, axis=1), "a b! c -"), (lambda f, x: f(x, 2, axis="c"), "a b c! -")],
    np.flip: [
        (lambda f, x: f(x), "a b c"),
        (lambda f, x: f(x, "b"), "a b c"),
        (lambda f, x: f(x, ("a", "c")), "a b c"),
    ],
    np.flipud: [(lambda f, x: f(x), "a b c")],
    np.fliplr: [(lambda f, x: f(x), "a b c")],
    np.rot90: [
        (lambda f, x: f(x), "b a c"),
        (lambda f, x: f(x, 2), "a b c"),
        (lambda f, x: f(x, axes=("b", "c")), "a c b"),
    ],
    np.roll: [
        (lambda f, x: f(x, 2, 1), "a b c"),
        (lambda f, x: f(x, (1, 2), ("a", "c")), "a b c"),
        (lambda f, x: f(x, 1), "a! b! c!"),
    ],
    np.repeat: [
        (lambda f, x: f(x, 2, 1), "a b c"),
        (lambda f, x: f(x, [0, 2, 1], "b"), "a b c"),
        (lambda f, x: x.repeat(2, "a"), "a b c"),
    ],
    np.take: [
        (lambda f, x: f(x, [2, 0], 1), "a b c"),
        (lambda f, x: f(x, 1, "b"), "a c"),
        (lambda f, x: x.take([[0, 1]], "c"), "a b - -"),
        (lambda f, x: f(x, [-1, 3], 0, mode="wrap"), "a b c"),
    ],
    np.take_along_axis: [(lambda f, x: f(x, np.zeros((2, 1, 4), int), "b"), "a b! c")],
    np.compress: [
        (lambda f, x: f(where_odd(x), x, "b"), "a b c"),
        (lambda f, x: x.compress([True, False], axis=0), "a b c"),
    ],
    np.extract: [(lambda f, x: f(np.asarray(x) % 2 == 1, x), "-")],
    np.delete: [(lambda f, x: f(x, 1, "b"), "a b c"), (lambda f, x: f(x, slice(None, None, 2), 2), "a b c")],
    np.trim_zeros: [
        (lambda f, x: f(x[0, 0]), "c"),
        (lambda f, x: f(np.where(np.asarray(x[0, 0]) > 1, x[0, 0], 0)), "c"),
    ],
    np.tril: [(lambda f, x: f(x), "a b c")],
    np.triu: [(lambda f, x: f(x), "a b c"), (lambda f, x: f(x[0, 0]), "- c")],
    np.diag: [(lambda f, x: f(x[0]), "-"), (lambda f, x: f(x[0, 0]), "- -")],
    np.diagflat: [(lambda f, x: f(x[0]), "- -")],
    np.diagonal: [
        (lambda f, x: f(x), "c -"),
        (lambda f, x: f(x, axis1="b", axis2="c"), "a -"),
        (lambda f, x: x.diagonal(1), "c -"),
    ],
    np.linalg.diagonal: [(lambda f, x: f(x), "a -")],
    np.split: [(lambda f, x: f(x, 2, 2), "a b c"), (lambda f, x: f(x, [1], "b"), "a b c")],
    np.array_split: [(lambda f, x: f(x, 2, "b"), "a b c")],
    np.hsplit: [(lambda f, x: f(x, [1]), "a b c")],
    np.vsplit: [(lambda f, x: f(x, 2), "a b c")],
    np.dsplit: [(lambda f, x: f(x, 2), "a b c")],
    np.unstack: [(lambda f, x: f(x), "b c"), (lambda f, x: f(x, axis="c"), "a b")],
    np.fft.fftshift: [(lambda f, x: f(x), "a b c"), (lambda f, x: f(x, "b"), "a b c")],
    np.fft.ifftshift: [(lambda f, x: f(x, ("a", "c")), "a b c")],
}
ORDERED = {
    np.sort: [
        (lambda f, x: f(x[:, ::-1], "b"), "a b! c"),
        (lambda f, x: f(x[0, 0, ::-1]), "c"),
        (lambda f, x: f(x, None), "-"),
        (lambda f, x: in_place(x[0, 0, ::-1].copy()), "c"),
    ],
    np.partition: [(lambda f, x: f(x[0, 0, ::-1], 1), "c"), (lambda f, x: f(x, 1, "b"), "a b! c")],
    np.sort_complex: [],
}


def in_place(x):
    x.sort()
    return x


CASES = [(func, *case) for func, cases in (REARRANGED | ORDERED).items() for case in cases]


@pytest.mark.parametrize(("func", "call", "dims"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_labels_move_with_their_elements(func, call, dims):
    result = answers(call(func, numbered()))
    check_dims(result[0], dims)
    for part in result:
        check(part)


@pytest.mark.parametrize(("func", "call", "dims"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_nothing_depends_on_other_kinds(func, call, dims):
    x = numbered()
    full = mt.array(x, "m", mask=np.zeros(SHAPE, bool))
    plain, rich = first(call(func, x)), first(call(func, full))
    assert type(rich) is mt.LabeledMaskedQuantity
    assert rich.dims == plain.dims
    assert list(rich.coords) == list(plain.coords)


def test_every_rearrangement_of_the_table_is_here():
    fields = {func for func, row in complete().items() if func.__module__ == "numpy.lib.recfunctions"}
    of_table = {func for func, row in complete().items() if row.structure is Structure.REARRANGE}
    assert of_table - fields == REARRANGED.keys()


# -- indexing --------------------------------------------------------------------------------------------------------

KEYS = [
    (1, "b c"),
    (-1, "b c"),
    (slice(None, None, -1), "a b c"),
    ((slice(None), slice(1, None)), "a b c"),
    ((Ellipsis, 2), "a b"),
    ((slice(None), None, 1), "a - c"),
    ([1, 0, 1], "a b c"),
    ((slice(None), [2, 0]), "a b c"),
    ((slice(None), np.array([True, False, True])), "a b c"),
    ((1, slice(None), [3, 0]), "c b"),
    (np.ix_([1, 0], [0, 2], [1]), "a b c"),
    (np.arange(24).reshape(SHAPE) % 5 == 0, "-"),
    (([[0, 1]], slice(None), 0), "- - b"),
    (True, "- a b c"),
    (Ellipsis, "a b c"),
    ((), "a b c"),
    (np.int64(1), "b c"),
]


@pytest.mark.parametrize(("key", "dims"), KEYS, ids=str)
def test_labels_are_indexed_alike(key, dims):
    result = numbered()[key]
    check(result)
    if dims != "c b":  # NumPy puts the axis of the array first where a slice separates it from an integer
        check_dims(result, dims)


def test_points_have_the_labels_of_both_dims():
    result = numbered()[[0, 1, 1], [2, 0, 1]]
    assert result.dims == ("points", "c")
    check(result)
    assert set(result.coords) == {"a", "b", "c", "two", "scalar"}


def test_an_integer_leaves_the_label_as_a_scalar():
    result = numbered()[1, :, 3]
    assert result.coords["a"].dims == ()
    assert (int(result.coords["a"]), int(result.coords["c"])) == (100, 300)


def test_iteration_and_flat_keep_labels():
    x = numbered()
    for part in x:
        check(part)
        assert part.dims == ("b", "c")
    for element in x.flat:
        check(element)


def test_a_grid_has_the_labels_of_all_axes():
    x = numbered()
    of_c, of_b = np.meshgrid(x[0, 0].drop_coords(["b", "two"]), x[0, :, 0].drop_coords(["c", "two"]))
    for grid in (of_c, of_b):
        check_dims(grid, "b c")
        np.testing.assert_array_equal(grid.coords["b"], x.coords["b"])
        np.testing.assert_array_equal(grid.coords["c"], x.coords["c"])
    np.testing.assert_array_equal(of_b, np.meshgrid(np.arange(4), np.asarray(x)[0, :, 0])[1])


def test_arrays_are_broadcast_by_name():
    x = numbered()
    column = x[:, 0, 0].drop_coords(["b", "c", "two"])
    spread_out = np.broadcast_arrays(column, x)[0]
    check_dims(spread_out, "a b c")
    np.testing.assert_array_equal(spread_out, np.broadcast_to(np.asarray(column)[:, None, None], SHAPE))


# -- joins -----------------------------------------------------------------------------------------------------------

JOINED = {
    np.concatenate: [
        (lambda f, x: f([x[:, :1], x[:, 1:]], 1), "a b c"),
        (lambda f, x: f([x, x], axis="c"), "a b c"),
        (lambda f, x: f([x, np.asarray(x)]), "a! b c"),
        (lambda f, x: f([x, x], axis=None), "-"),
    ],
    np.stack: [(lambda f, x: f([x, x], 1), "a - b c")],
    np.hstack: [(lambda f, x: f([x, x]), "a b c"), (lambda f, x: f([x[0, 0], x[0, 0, :2]]), "c")],
    np.vstack: [(lambda f, x: f([x[:1], x]), "a b c"), (lambda f, x: f([x[0, 0], x[0, 1]]), "- c")],
    np.dstack: [(lambda f, x: f([x, x]), "a b c")],
    np.column_stack: [(lambda f, x: f([x[0, 0], x[0, 1]]), "c -")],
    np.append: [(lambda f, x: f(x, x, "a"), "a b c"), (lambda f, x: f(x, x), "-")],
    np.insert: [(lambda f, x: f(x, 1, 0, "b"), "a b! c")],
    np.block: [(lambda f, x: f([x, x]), "a b c"), (lambda f, x: f([[x], [x]]), "a b! c!")],
    np.where: [
        (lambda f, x: f(x > 3, x, 0), "a b c"),
        (lambda f, x: f(x.T > 3, np.asarray(x).T, 0), "c b a"),
        (lambda f, x: f(x > 0, x[0], 0), None),
    ],
    np.choose: [(lambda f, x: f(np.ones(4, int), [0, x]), "a b c"), (lambda f, x: f(x % 1, [x]), "a b c")],
    np.select: [(lambda f, x: f([x > 3], [x]), "a b c")],
    np.piecewise: [(lambda f, x: f(x, [x > 3], [lambda part: part, 0]), "a b c")],
}


@pytest.mark.parametrize(
    ("func", "call", "dims"),
    [(func, *case) for func, cases in JOINED.items() for case in cases],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_labels_are_joined_with_their_elements(func, call, dims):
    result = call(func, numbered())
    if dims is None:  # the elements of one row stand in every row
        check_dims(result, "a b c")
        return
    check_dims(result, dims)
    check(result)


def test_every_join_of_the_table_is_here():
    of_table = {func for func, row in complete().items() if row.structure is Structure.JOIN}
    assert {func for func in of_table if func.__module__ != "numpy.lib.recfunctions"} == JOINED.keys()


def test_a_condition_is_matched_by_name():
    x = numbered()
    np.testing.assert_array_equal(
        np.where((x > 5).transpose("c", "a", "b"), x, -x), np.where(np.asarray(x) > 5, x, -x).T.swapaxes(1, 2)
    )
    row = x[:, 0, 0] > 5
    np.testing.assert_array_equal(np.where(row, x, 0), np.where(np.asarray(row)[:, None, None], x, 0))


def test_joins_of_other_labels_are_refused():
    x = numbered()
    with pytest.raises(mt.AlignmentError, match="coordinate 'c': 0 and 300 at position 0"):
        np.concatenate([x, x[..., ::-1]])
    with pytest.raises(mt.DimsError, match="dim 'a' meets dim 'b'"):
        np.concatenate([x[:, :2], x[:, :2].transpose("b", "a", "c")], axis=2)


# -- reductions and running folds ------------------------------------------------------------------------------------

REDUCING = [
    func
    for func, row in complete().items()
    if row.structure in (Structure.REDUCE, Structure.ARGREDUCE) and row.axis == ("axis",) and row.out
]


@pytest.mark.parametrize("func", REDUCING, ids=lambda func: func.__name__)
@pytest.mark.parametrize(("axis", "dims"), [("b", "a c"), (1, "a c"), (-1, "a b")])
def test_reduced_axes_go(func, axis, dims):
    x = numbered()
    q = (0.5,) if "quantile" in func.__name__ else (50,) if "percentile" in func.__name__ else ()
    result = func(x, *q, axis=axis)
    check_dims(result, dims)
    number = DIMS.index(axis) if isinstance(axis, str) else axis
    np.testing.assert_array_equal(result, func(np.asarray(x), *q, axis=number))
    gone = set(DIMS) - set(dims.split())
    assert set(result.coords) == {*dims.split(), "scalar"} | ({"two"} if gone == {"c"} else set())
    for name in dims.split():
        np.testing.assert_array_equal(result.coords[name], x.coords[name])
    assert (result.name, dict(result.attrs)) == ("n", {"k": 1})


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x.sum(("a", "c")),
        lambda x: x.max(axis=("a", "c")),
        lambda x: np.mean(x, ("c", "a")),
        lambda x: np.median(x, axis=("a", "c")),
        lambda x: x.sum(("a", "c"), keepdims=True)[0, :, 0],
    ],
)
def test_several_axes_are_reduced_by_name(call):
    check_dims(call(numbered()), "b")


def test_keepdims_keeps_the_name_and_no_label():
    check_dims(numbered().sum("b", keepdims=True), "a b! c")


def test_a_full_reduction_keeps_what_is_scalar():
    result = numbered().sum()
    assert type(result) is mt.LabeledArray
    assert result.dims == ()
    assert list(result.coords) == ["scalar"]


@pytest.mark.parametrize(
    ("call", "dims"),
    [
        (lambda x: np.quantile(x, [0.1, 0.9], axis="b"), "- a c"),
        (lambda x: np.quantile(x, 0.5, axis=("a", "b")), "c"),
        (lambda x: np.quantile(x, [[0.1, 0.9]], axis="b", keepdims=True), "- - a b! c"),
        (lambda x: np.average(x, axis="a"), "b c"),
        (lambda x: np.average(x, axis="a", returned=True)[1], "b c"),
        (lambda x: np.linalg.norm(x, axis=("a", "b")), "c"),
        (lambda x: np.linalg.vector_norm(x, axis="c"), "a b"),
        (np.linalg.matrix_norm, "a"),
        (lambda x: np.trace(x, axis1="a", axis2="c"), "b"),
        (np.linalg.trace, "a"),
        (lambda x: np.linalg.det(x[..., :3] * 1.0), "a"),
        (lambda x: np.linalg.slogdet(x[..., :3] * 1.0)[1], "a"),
        (lambda x: np.count_nonzero(x, axis="b"), "a c"),
        (lambda x: np.trapezoid(x, axis="b"), "a c"),
        (np.add.reduce, "b c"),
        (lambda x: np.add.reduce(x, axis="b"), "a c"),
        (lambda x: np.maximum.reduce(x, axis=("b", "c")), "a"),
        (lambda x: np.add.reduceat(x, [0, 1], axis="b"), "a b! c"),
        (lambda x: np.add.accumulate(x, axis="b"), "a b c"),
        (lambda x: np.cumsum(x, "b"), "a b c"),
        (lambda x: x.cumsum("b"), "a b c"),
        (np.cumsum, "-"),
        (lambda x: np.cumulative_sum(x, axis="b"), "a b c"),
        (lambda x: np.cumulative_sum(x, axis="b", include_initial=True), "a b! c"),
        (lambda x: np.diff(x, axis="b"), "a b c"),
        (lambda x: np.diff(x, axis="b", prepend=0), "a b! c"),
        (lambda x: np.gradient(x, axis="b"), "a b c"),
        (lambda x: np.gradient(x)[2], "a b c"),
        (lambda x: np.gradient(x, x.coords["b"], axis="b"), "a b c"),
        (lambda x: np.unwrap(x, axis="b"), "a b c"),
        (lambda x: np.ediff1d(x[0, 0]), "c"),
        (lambda x: np.interp(x, [0, 1], [2, 3]), "a b c"),
        (lambda x: np.argsort(x, axis="b"), "a b! c"),
        (lambda x: np.argpartition(x, 1, axis="b"), "a b! c"),
        (lambda x: np.lexsort((x, x), axis="b"), "a b! c"),
        (lambda x: np.unique(x, axis="b"), "a b! c"),
        (np.unique, "-"),
        (lambda x: np.union1d(x, [1]), "-"),
        (lambda x: np.histogram(x, 3)[0], "n"),
        (lambda x: np.histogram(x, 3)[1], "n!"),
        (lambda x: np.apply_along_axis(np.sum, 0, x), "b c"),
        (lambda x: np.apply_along_axis(np.sum, "b", x), "a c"),
        (lambda x: np.apply_over_axes(np.sum, x, 0), "- b c"),
        (lambda x: np.bincount(x[0, 0]), "-"),
        (lambda x: np.fft.fft(x, axis="b"), "a - c"),
        (lambda x: np.fft.rfft2(x, axes=("a", "c")), "- b -"),
        (np.fft.fftn, "- - -"),
        (np.zeros_like, "a b c"),
        (lambda x: np.full_like(x, 3, shape=(2, 2)), "- -"),
        (lambda x: np.polyval([1, 2], x), "a b c"),
        (lambda x: np.clip(x, x.min("c"), 9), "a b c"),
        (lambda x: np.isin(x, [3]), "a b c"),
        (np.nan_to_num, "a b c"),
        (lambda x: np.round(x * 1.5), "a b c"),
        (lambda x: np.divmod(x, 3)[1], "a b c"),
        (lambda x: np.frexp(x * 1.0)[0], "a b c"),
        (lambda x: np.linalg.inv(x[..., :3] * 1.0 + np.eye(3)), "a c b"),
        (lambda x: np.linalg.pinv(x * 1.0), "a c b"),
        (lambda x: np.linalg.svd(x * 1.0)[0], "a b -"),
        (lambda x: np.linalg.svd(x * 1.0)[2], "a - c"),
        (lambda x: np.linalg.qr(x * 1.0).R, "a - c"),
        (lambda x: np.linalg.eigh((x[..., :3] + np.asarray(x)[..., :3].swapaxes(1, 2)) * 1.0).eigenvectors, "a b -"),
        (lambda x: np.linalg.cholesky(np.eye(3) + 0 * x[0, :, :3]), "b -"),
        (lambda x: np.linalg.matrix_power(x[0, :, :3] * 1.0, 2), "b c"),
    ],
)
def test_dims_of_results_that_hold_other_numbers(call, dims):
    check_dims(call(numbered()), dims)


def test_diff_takes_the_upper_labels():
    np.testing.assert_array_equal(np.diff(numbered(), 2, axis="c").coords["c"], [200, 300])


# -- plain answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.nonzero(x)[0],
        np.argwhere,
        np.flatnonzero,
        lambda x: np.where(x)[0],
        lambda x: np.searchsorted([1, 2], x),
        lambda x: np.unique(x, return_index=True)[1],
        lambda x: np.unravel_index(np.argmax(x), x.shape)[0],
        np.shape,
        lambda x: np.array_equal(x, x),
    ],
)
def test_positions_are_plain(call):
    assert not isinstance(call(numbered()), mt.MetaArray)


# -- names of axes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x.sum("d"),
        lambda x: np.flip(x, ("a", "d")),
        lambda x: x.transpose("a", "d", "c"),
        lambda x: np.swapaxes(x, "a", "d"),
        lambda x: np.add.reduce(x, axis="d"),
        lambda x: np.take(x, 0, "d"),
    ],
)
def test_unknown_names_are_refused(call):
    with pytest.raises(mt.DimsError, match="no dim 'd'; the dims are 'a', 'b', 'c'"):
        call(numbered())


@pytest.mark.parametrize("call", [lambda x: np.expand_dims(x, "z"), lambda x: np.stack([x, x], axis="a")])
def test_the_name_of_a_new_axis_is_no_place(call):
    with pytest.raises(mt.DimsError, match=r"the place of a new axis.*mt\.stack"):
        call(numbered())


def test_names_need_a_labelled_array():
    with pytest.raises(mt.DimsError, match="has no names"):
        np.average(np.ones((2, 2)), axis="a", weights=mt.array(np.ones((2, 2)), dims=("a", "b")))


# -- products --------------------------------------------------------------------------------------------------------


def matrix(*dims):
    sizes = {"i": 2, "j": 3, "k": 4, "n": 5}
    shape = tuple(sizes[dim] for dim in dims)
    coords = {dim: 10 * np.arange(sizes[dim]) for dim in dims}
    return mt.array(np.arange(1.0, 1 + np.prod(shape)).reshape(shape), dims=dims, coords=coords)


@pytest.mark.parametrize(
    ("call", "dims"),
    [
        (lambda: matrix("i", "j") @ matrix("j", "k"), "i k"),
        (lambda: matrix("i", "j") @ matrix("j"), "i"),
        (lambda: matrix("j") @ matrix("j", "k"), "k"),
        (lambda: matrix("j") @ matrix("j"), ""),
        (lambda: matrix("n", "i", "j") @ matrix("j", "k"), "n i k"),
        (lambda: matrix("n", "i", "j") @ matrix("n", "j", "k"), "n i k"),
        (lambda: matrix("i", "j") @ np.ones((3, 4)), "i -"),
        (lambda: np.ones((5, 3)) @ matrix("j", "k"), "- k"),
        (lambda: matrix("i", "j") @ matrix("j", "i"), "i -"),
        (lambda: np.linalg.matmul(matrix("i", "j"), matrix("j", "k")), "i k"),
        (lambda: np.dot(matrix("i", "j"), matrix("n", "j", "k")), "i n k"),
        (lambda: matrix("i", "j").dot(matrix("j")), "i"),
        (lambda: np.dot(matrix("i", "j"), 2.0), "i j"),
        (lambda: np.inner(matrix("i", "j"), matrix("k", "j")), "i k"),
        (lambda: np.vdot(matrix("i", "j"), matrix("i", "j")), ""),
        (lambda: np.outer(matrix("i"), matrix("j")), "i j"),
        (lambda: np.outer(matrix("i", "j"), matrix("k")), "- k"),
        (lambda: np.linalg.outer(matrix("i"), matrix("j")), "i j"),
        (lambda: np.tensordot(matrix("i", "j", "k"), matrix("j", "k", "n")), "i n"),
        (lambda: np.tensordot(matrix("i", "j"), matrix("k", "j"), axes=(1, 1)), "i k"),
        (lambda: np.tensordot(matrix("i", "j"), matrix("k", "j"), axes="j"), "i k"),
        (lambda: np.tensordot(matrix("i", "j", "k"), matrix("n", "k", "j"), axes=("j", "k")), "i n"),
        (lambda: np.tensordot(matrix("i", "j"), matrix("k", "j"), axes=(["j"], ["j"])), "i k"),
        (lambda: np.linalg.tensordot(matrix("i"), matrix("j"), axes=0), "i j"),
        (lambda: np.einsum("ij,jk->ki", matrix("i", "j"), matrix("j", "k")), "k i"),
        (lambda: np.einsum("ij,jk", matrix("i", "j"), matrix("j", "k")), "i k"),
        (lambda: np.einsum("...j,j->...", matrix("n", "i", "j"), matrix("j")), "n i"),
        (lambda: np.einsum(matrix("i", "j"), [0, 1], matrix("j", "k"), [1, 2], [2, 0]), "k i"),
        (lambda: np.einsum(matrix("i", "j"), [0, 1], matrix("j", "k"), [1, 2]), "i k"),
        (lambda: np.einsum("ii->i", matrix("i", "j")[:, :2]), "-"),
        (lambda: np.einsum("ij->", matrix("i", "j")), ""),
        (lambda: np.vecdot(matrix("i", "j"), matrix("j")), "i"),
        (lambda: np.vecdot(matrix("i", "j"), matrix("i", "j"), axis="i"), "j"),
        (lambda: np.linalg.vecdot(matrix("i", "j"), matrix("i", "j"), axis=0), "j"),
        (lambda: np.matvec(matrix("i", "j"), matrix("j")), "i"),
        (lambda: np.vecmat(matrix("i"), matrix("i", "j")), "j"),
        (lambda: np.linalg.multi_dot([matrix("i", "j"), matrix("j", "k"), matrix("k")]), "i"),
        (lambda: np.linalg.solve(matrix("j", "k")[:, :3] + np.eye(3), matrix("j")), "k"),
        (lambda: np.linalg.solve(matrix("j", "k")[:, :3] + np.eye(3), matrix("j", "i")), "k i"),
        (lambda: np.kron(matrix("i"), matrix("j")), "-"),
        (lambda: np.convolve(matrix("i"), matrix("j")), "-"),
        (lambda: np.cov(matrix("i", "j")), "- -"),
        (lambda: np.cross(matrix("i", "j"), matrix("j")), "i j"),
        (lambda: np.linalg.cross(matrix("i", "j"), matrix("i", "j")), "i j"),
        (lambda: np.multiply.outer(matrix("i", "j"), matrix("k")), "i j k"),
        (lambda: np.subtract.outer(matrix("i", "j"), matrix("j", "k")), "i j - k"),
    ],
)
def test_products_sum_over_axes_that_are_the_same(call, dims):
    result = call()
    expected = dims.split()
    assert result.dims == tuple(None if dim == "-" else dim for dim in expected)
    assert set(result.coords) == set(expected) - {"-"}
    for dim in set(expected) - {"-"}:
        np.testing.assert_array_equal(result.coords[dim], 10 * np.arange(result.shape[result.dims.index(dim)]))


@pytest.mark.parametrize(
    "call",
    [
        lambda a, b: a @ b,
        np.matmul,
        np.dot,
        np.inner,
        np.vdot,
        np.vecdot,
        np.linalg.vecdot,
        lambda a, b: np.tensordot(a, b, 1),
        lambda a, b: np.einsum("i,i->", a, b),
        lambda a, b: np.einsum("i,i->i", a, b),
        lambda a, b: np.linalg.multi_dot([a, b]),
        np.cross,
        lambda a, b: np.linalg.solve(np.outer(a, a) + 1.0 * np.eye(3), b),
    ],
)
class TestAxesThatMeet:
    def test_have_one_name(self, call):
        with pytest.raises(mt.DimsError, match="'j' meets axis 'k'"):
            call(matrix("j"), matrix("k")[:3])

    def test_have_the_same_labels(self, call):
        with pytest.raises(mt.AlignmentError, match="coordinate 'j': 0 and 20 at position 0"):
            call(matrix("j"), matrix("j")[::-1])


def test_a_loop_axis_that_is_repeated_has_no_label_to_meet():
    stacked = matrix("n", "i", "j")
    result = stacked[3:4] @ matrix("n", "j", "k")
    np.testing.assert_array_equal(result.coords["n"], 10 * np.arange(5))
    np.testing.assert_array_equal(result, np.asarray(stacked)[3:4] @ np.asarray(matrix("n", "j", "k")))
    assert "n" not in (stacked[3:4] @ np.ones((5, 3, 2))).coords


# -- writing ---------------------------------------------------------------------------------------------------------


class TestAssignment:
    def test_matches_by_name(self):
        x, y = numbered(), numbered() * 10
        x[...] = y.transpose("c", "a", "b")
        np.testing.assert_array_equal(x, np.asarray(y))
        x[1, :, [0, 2]] = np.zeros((2, 3), int)
        x[:, 1] = -y[:, 1].transpose("c", "a")
        np.testing.assert_array_equal(x[:, 1], -np.asarray(y)[:, 1])

    def test_broadcasts_by_name(self):
        x = numbered()
        x[:, :, 1:] = mt.array([-1, -2], dims="a", coords={"a": [0, 100]})
        np.testing.assert_array_equal(x[:, :, 2], [[-1] * 3, [-2] * 3])

    def test_masks_and_units_follow(self):
        x = mt.array(numbered(), "m", mask=np.zeros(SHAPE, bool))
        y = mt.array(x[0].transpose("c", "b"), mask=np.arange(12).reshape(4, 3) % 2 == 0).to("cm")
        x[0] = y
        np.testing.assert_array_equal(x.mask[0], y.mask.T)
        np.testing.assert_array_equal(np.asarray(x[0])[~x.mask[0]], np.arange(1, 13).reshape(3, 4)[~x.mask[0]])

    @pytest.mark.parametrize(
        ("key", "value", "error"),
        [
            (0, lambda x: x[0, :, ::-1], mt.AlignmentError),
            (0, lambda x: x[0, 0, 1:].drop_coords("b").rename(c="b"), mt.AlignmentError),
            ((0, 0), lambda x: x[0, :, 0], mt.DimsError),
            (slice(1), lambda x: x[1:], mt.AlignmentError),
        ],
    )
    def test_of_other_labels_is_refused(self, key, value, error):
        x = numbered()
        before = np.array(x)
        with pytest.raises(error):
            x[key] = value(x.copy())
        np.testing.assert_array_equal(x, before)

    def test_plain_values_go_by_position(self):
        x = numbered()
        x[0] = np.asarray(x)[1]
        np.testing.assert_array_equal(x[0], x[1].unlabeled)

    def test_labels_of_the_target_stay(self):
        x = numbered()
        labels = x._labels
        x[1:] = 0
        np.copyto(x, x.transpose("c", "b", "a"))
        np.put(x, [0, 1], [5, 6])
        np.add.at(x, (0, 0), 1)
        assert x._labels is labels

    def test_setitem_is_the_function_of_the_table(self):
        x = numbered()
        operator.setitem(x, (0, 0), x[1, 0])
        np.testing.assert_array_equal(x[0, 0], x[1, 0].unlabeled)


class TestOut:
    def test_must_have_the_names_of_the_result(self):
        x = numbered()
        with pytest.raises(mt.DimsError, match=r"out= has \('c', 'b', 'a'\)"):
            np.add(x, 1, out=x.T.copy())

    def test_must_have_the_labels_of_the_result(self):
        x = numbered()
        with pytest.raises(mt.AlignmentError, match="coordinate 'c'"):
            np.add(x, 1, out=x[..., ::-1].copy())

    def test_keeps_its_labels(self):
        x = numbered()
        out = x.copy()
        assert np.add(x, 1, out=out) is out
        assert out._labels is x._labels
        np.testing.assert_array_equal(out, np.asarray(x) + 1)

    def test_of_a_reduction(self):
        x = numbered()
        out = x[:, 0].copy()
        np.sum(x, axis="b", out=out)
        np.testing.assert_array_equal(out, np.asarray(x).sum(1))
        with pytest.raises(mt.DimsError):
            np.sum(x[:2, :2, :2], axis="b", out=x[:2, :2, 0].copy())

    def test_without_labels_takes_bare_numbers(self):
        x, out = numbered(), np.zeros(SHAPE, np.int64)
        np.add(x, 1, out=out)
        np.testing.assert_array_equal(out, np.asarray(x) + 1)


def test_where_is_matched_by_name():
    x = numbered()
    odd = (x % 2 == 1).transpose("c", "b", "a")
    np.testing.assert_array_equal(
        np.sum(x, axis="b", where=odd), np.sum(np.asarray(x), axis=1, where=np.asarray(x) % 2 == 1)
    )
    out = np.zeros(SHAPE, np.int64)
    np.negative(x, where=odd, out=out)
    np.testing.assert_array_equal(out, np.where(np.asarray(x) % 2 == 1, -np.asarray(x), 0))


def test_weights_are_matched_by_name():
    x = numbered()
    weights = mt.array([1.0, 2, 3], dims="b", coords={"b": [0, 100, 200]})
    expected = np.average(np.asarray(x), axis=(0, 1), weights=np.broadcast_to([[1.0], [2], [3]], SHAPE))
    np.testing.assert_allclose(np.average(x, weights=weights, axis=("a", "b")), expected)
    with pytest.raises(mt.AlignmentError, match="coordinate 'b'"):
        np.average(x, weights=weights[::-1], axis="b")
    with pytest.raises(mt.DimsError):
        np.average(x, weights=weights.rename(b="z"), axis="b")
