"""Every claim of an axis rule, checked against where NumPy really puts the elements.

The oracle: an array of unique numbers goes through the real function; for each element of the result its number tells
the place it came from, and each claimed axis must name just that place. Zeros are NumPy's fill.
"""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.lib.stride_tricks import sliding_window_view

from metaarr._axes.folds import reduce_map, reduced_axes
from metaarr._axes.maps import NEW, Axis, AxisMap, JoinMap
from metaarr._table import lookup

SHAPES = [
    (),
    (0,),
    (1,),
    (4,),
    (3, 4),
    (1, 4),
    (3, 1),
    (1, 1),
    (0, 3),
    (3, 0),
    (2, 3, 4),
    (2, 1, 3),
    (1, 3, 1),
    (3, 2, 1, 2),
]
SQUARE = [(2, 3, 3), (3, 3)]


def numbered(shape, start=1):
    return np.arange(start, start + int(np.prod(shape)), dtype=np.int64).reshape(shape)


def mapped(func, args, kwargs, shape):
    row = lookup(func)
    return row.axes(row.bind(func, args, kwargs), shape)


def check_form(axis_map, shape, result_shape):
    """Every axis of the operand is accounted for just once, and lengths agree."""
    assert isinstance(axis_map, AxisMap)
    sources = [axis.source for axis in axis_map.axes if axis.source is not None]
    assert sorted([*sources, *axis_map.dropped]) == list(range(len(shape)))
    assert len(axis_map.axes) == len(result_shape)
    for axis, length in zip(axis_map.axes, result_shape, strict=True):
        if axis.source is not None and axis.index is not None:
            assert len(picked_from(axis, shape)) == length


def picked_from(axis, shape):
    """The positions along its source that a claimed axis holds."""
    positions = np.arange(shape[axis.source])
    if isinstance(axis.index, slice):
        return positions[axis.index]
    assert axis.index.ndim == 1
    assert axis.index.dtype.kind == "i"
    assert ((axis.index >= 0) & (axis.index < len(positions))).all()
    return positions[axis.index]


def check_places(axis_map, data, result):
    """The claims of a map hold for every element of the result that is not a fill."""
    check_form(axis_map, data.shape, result.shape)
    real = result != 0
    origin = np.unravel_index(result[real] - 1, data.shape) if data.ndim else ()
    place = np.argwhere(real).T
    for i, axis in enumerate(axis_map.axes):
        if axis.source is not None and axis.index is not None:
            np.testing.assert_array_equal(picked_from(axis, data.shape)[place[i]], origin[axis.source])
    for source, position in axis_map.dropped.items():
        if position is not None:
            np.testing.assert_array_equal(origin[source], position)


def numpy_answer(func, args, kwargs):
    """What NumPy answers, or None where it refuses the arguments."""
    try:
        return func(*args, **kwargs)
    except (ValueError, IndexError, TypeError):  # AxisError is a ValueError
        return None


# -- one array -------------------------------------------------------------------------------------------------------

AXES = [None, 0, 1, 2, -1, -2]
SETS_OF_AXES = [*AXES, (0,), (0, 1), (-1, 0), (1, 2), ()]


def options(**choices):
    """Every combination of keyword arguments; ... stands for not given."""
    return [
        {name: value for name, value in zip(choices, values, strict=True) if value is not ...}
        for values in product(*choices.values())
    ]


MOVED = {
    np.copy: [{}],
    np.transpose: options(axes=[..., None, (0,), (1, 0), (-1, 0, 1), (2, 0, 1), (3, 1, 0, 2)]),
    np.matrix_transpose: [{}],
    np.linalg.matrix_transpose: [{}],
    np.swapaxes: options(axis1=[0, 1, -1], axis2=[0, -1, 2]),
    np.moveaxis: [
        *options(source=[0, 1, -1], destination=[0, -1, 2, 1]),
        *options(source=[(0, 1), (-1, 0)], destination=[(1, 0), (0, 2), (-1, -2)]),
    ],
    np.rollaxis: options(axis=[0, 1, 2, -1], start=[..., 0, 1, 2, 3, -1]),
    np.squeeze: options(axis=[..., None, 0, 1, -1, (0, -1), ()]),
    np.expand_dims: options(axis=[0, 1, -1, (0, 1), (-1, 0), (0, 2), [1, -1], ()]),
    np.atleast_1d: [{}],
    np.broadcast_to: options(shape=[(), 4, (4,), (3, 4), (3, 3, 4), (2, 3, 4), (2, 5, 3), (0, 3), (5, 1, 3, 6)]),
    np.reshape: [
        *options(shape=[-1, 12, (4, 3), (12, 1), (2, -1), (6, 4), (2, 12), (-1, 4), (1, 4, 1), (3, 1, 4), (3, 2, 2)],
                 order=[..., "C", "F", "A"]),
        *options(shape=[(), (1,), (1, 1, 1), (0, 3), (2, 3), (3, 1), (6, 1), (4, 1), (1, -1), (3, 4, 1), (2, 2, 2, 3)],
                 order=[..., "F"]),
    ],
    np.ravel: options(order=[..., "F", "A", "K"]),
    np.resize: options(new_shape=[(), 6, (2,), (5, 4), (2, 4), (3, 4), (4, 3), (2, 3, 4), (3, 3, 4), (0,), (0, 4)]),
    np.tile: options(reps=[1, 2, (2,), (1, 2), (2, 1), (2, 1, 1), (1, 1, 1, 2), (), 0]),
    np.pad: options(pad_width=[0, 1, (1, 0), ((1, 0),), ((0, 0), (1, 2)), [(0, 1), (0, 0), (0, 0)]]),
    sliding_window_view: [
        *options(window_shape=[1, 2, (2, 2), (2, 1, 2)]),
        *options(window_shape=[2], axis=[0, 1, -1]),
        *options(window_shape=[(2, 2)], axis=[(0, 1), (-1, 0), (1, 1)]),
    ],
    np.flip: options(axis=[..., *SETS_OF_AXES]),
    np.flipud: [{}],
    np.fliplr: [{}],
    np.rot90: options(k=[..., 0, 1, 2, 3, 4, -1, -2, 7], axes=[..., (1, 0), (0, -1), [-1, -2], (1, 2)]),
    np.roll: [
        *options(shift=[0, 1, -1, 7, np.int8(2)], axis=[..., *AXES, (0, 1), [0]]),
        *options(shift=[(1, -1)], axis=[(0, 1), (-1, 0), (0, 0), 0, -1]),
    ],
    np.repeat: options(repeats=[0, 1, 2, [2], [1, 0, 2], [0, 1, 2, 1], np.array([3])], axis=[..., *AXES]),
    np.take: options(
        indices=[0, -1, 2, [], [0], [0, -1, 0], [[0, 1], [1, 0]], np.array([-4, 5]), np.int16(1), np.uint8([1, 0])],
        axis=[..., *AXES], mode=[..., "wrap", "clip"],
    ),
    np.take_along_axis: options(
        indices=[
            np.array([0, 0]), np.array([[1], [0], [1]]), np.array([[0, 0, -1, 0]]), np.array([[0, 1, 0], [0, 0, 0]]),
            np.zeros((2, 1, 4), int), np.zeros((1, 3, 1), int), np.zeros((2, 3, 5), int),
        ],
        axis=[None, 0, 1, 2, -1],
    ),
    np.delete: options(obj=[0, -1, [0, 1], slice(1, None), slice(None, None, -2), [], [-1, 0, 0]], axis=[..., *AXES]),
    np.tril: options(k=[..., 1, -1]),
    np.triu: options(k=[..., 1, -1]),
    np.diag: options(k=[..., 1, -1]),
    np.diagflat: options(k=[..., 1]),
    np.diagonal: [*options(offset=[..., 1, -1]), *options(axis1=[0, 1, -1], axis2=[2, 0, -2])],
    np.linalg.diagonal: options(offset=[..., 1, -1]),
    np.fft.fftshift: options(axes=[..., *SETS_OF_AXES]),
    np.fft.ifftshift: options(axes=[..., *SETS_OF_AXES]),
    np.split: options(indices_or_sections=[1, 2, 3, [1], [0, 2, 2], [1, -1], [5, 7], []], axis=[..., 0, 1, 2, -1]),
    np.array_split: options(indices_or_sections=[1, 2, 3, 5, [1, 3], np.array([2])], axis=[..., 0, 1, 2, -1]),
    np.hsplit: options(indices_or_sections=[1, 2, [1], [1, 2]]),
    np.vsplit: options(indices_or_sections=[1, 3, [1], [1, 2]]),
    np.dsplit: options(indices_or_sections=[1, 2, [1], [1, 2]]),
    np.sort: options(axis=[..., None, 0, 1, -1]),
    np.partition: options(kth=[0, 1], axis=[..., None, 0, 1]),
    np.unique: options(axis=[..., None, 0, 1, -1]),
    np.unstack: options(axis=[..., 0, 1, 2, -1]),
}  # fmt: skip


@pytest.mark.parametrize("func", MOVED, ids=lambda func: f"{func.__module__}.{func.__name__}")
def test_elements_are_where_the_map_says(func):
    checked = 0
    for shape, kwargs in product(SHAPES + SQUARE, MOVED[func]):
        data = numbered(shape)
        answer = numpy_answer(func, (data,), kwargs)
        if answer is not None:
            check_answer(mapped(func, (data,), kwargs, [shape] if func is np.atleast_1d else shape), data, answer)
            checked += 1
    assert checked >= len(SHAPES) // 3


def check_answer(maps, data, answer):
    """One map for one result, a list of maps for several."""
    if isinstance(maps, AxisMap):
        check_places(maps, data, answer)
        return
    results = answer if isinstance(answer, (list, tuple)) else [answer]
    for axis_map, result in zip(maps, results, strict=True):
        check_places(axis_map, data, result)


CONDITIONS = [[True], [False, True], [1, 0, 1, 1], [False, False], []]


@pytest.mark.parametrize(("condition", "axis"), list(product(CONDITIONS, [..., *AXES])))
def test_compress_picks_along_an_axis(condition, axis):
    kwargs = {} if axis is ... else {"axis": axis}
    for shape in SHAPES:
        data = numbered(shape)
        answer = numpy_answer(np.compress, (condition, data), kwargs)
        if answer is not None:
            check_places(mapped(np.compress, (condition, data), kwargs, shape), data, answer)


@pytest.mark.parametrize("shape", SHAPES)
def test_extract_picks_from_the_flattened_array(shape):
    data = numbered(shape)
    condition = data % 3 != 1
    check_places(mapped(np.extract, (condition, data), {}, shape), data, np.extract(condition, data))


@pytest.mark.parametrize("kwargs", options(trim=[..., "f", "b", "FB"], axis=[..., None, 0, -1]))
@pytest.mark.parametrize("shape", [(5,), (4, 5), (3, 4, 5), (0,)])
def test_trim_zeros_looks_at_the_elements(shape, kwargs):
    data = numbered(shape)
    data[tuple(slice(0, 1) for _ in shape)] = 0
    data[:1] = 0
    data[..., -2:] = 0
    check_places(mapped(np.trim_zeros, (data,), kwargs, shape), data, np.trim_zeros(data, **kwargs))


def test_trim_zeros_of_nothing_but_zeros_claims_nothing():
    assert mapped(np.trim_zeros, (np.zeros(3),), {}, (3,)) == AxisMap((Axis(0, None),))


# -- several arrays, several results ---------------------------------------------------------------------------------

OPERANDS = [
    [()],
    [(3,)],
    [(3,), (1,)],
    [(3,), (4,)],
    [(1,), (2, 1)],
    [(4,), (3, 1), (2, 1, 1)],
    [(), (2, 3)],
    [(3,), (4,), (2,)],
]


def check_each(func, shapes, kwargs):
    arrays = [numbered(shape) for shape in shapes]
    answer = numpy_answer(func, arrays, kwargs)
    if answer is None:
        return
    results = answer if isinstance(answer, (list, tuple)) else [answer]
    maps = mapped(func, tuple(arrays), kwargs, shapes)
    for axis_map, array, result in zip(maps, arrays, results, strict=True):
        check_places(axis_map, array, result)


@pytest.mark.parametrize("func", [np.atleast_1d, np.atleast_2d, np.atleast_3d, np.broadcast_arrays])
@pytest.mark.parametrize("shapes", [*OPERANDS, [(2, 3, 4), (3, 1)]])
def test_each_array_gives_one_result(func, shapes):
    check_each(func, shapes, {})


@pytest.mark.parametrize("kwargs", options(indexing=[..., "xy", "ij"], sparse=[..., True]))
@pytest.mark.parametrize("shapes", OPERANDS)
def test_meshgrid_gives_each_array_an_axis_of_its_own(shapes, kwargs):
    check_each(np.meshgrid, shapes, kwargs)


# -- joins -----------------------------------------------------------------------------------------------------------

JOINED = [
    [()], [(), ()], [(3,)], [(3,), (2,)], [(3,), (3,), (3,)], [(2, 3), (2, 3)], [(2, 3), (1, 3)], [(2, 3), (2, 1)],
    [(2, 3), (2,)], [(2, 3, 4), (2, 3, 1)], [(2, 3, 4), (1, 3, 4), (0, 3, 4)], [(2, 3), (2, 3, 1)], [(3,), (2, 3)],
    [(0,), (2,)], [(), (3,)], [(3, 1), (3,)],
]  # fmt: skip


def check_join(join, arrays, result):
    """Each operand's elements are where its map says, one operand after another along the joined axis."""
    assert isinstance(join, JoinMap)
    assert len(join.maps) == len(arrays)
    assert join.new == all(axis_map.axes[join.axis].source is None for axis_map in join.maps)
    offset = 0
    for axis_map, array in zip(join.maps, arrays, strict=True):
        along = axis_map.axes[join.axis]
        # No axis of the operand's: it was lifted and takes one place, or was flattened and takes all.
        lifted = array.size if axis_map.dropped else 1
        length = lifted if along.source is None else array.shape[along.source]
        if along.source is None or along.index is not None:
            part = result[(slice(None),) * join.axis + (slice(offset, offset + length),)]
            check_places(axis_map, array, local(part, array))
        else:
            check_form(axis_map, array.shape, result.shape)
        offset += length


def local(part, array):
    """Numbers counted from the operand's first; everything in the part must be the operand's."""
    if not array.size:
        return part
    own = part - (array.flat[0] - 1)
    assert ((own >= 1) & (own <= array.size)).all()
    return own


def several(shapes):
    starts = np.cumsum([1, *(int(np.prod(shape)) for shape in shapes)])
    return [numbered(shape, start) for shape, start in zip(shapes, starts, strict=False)]


JOINS = {
    np.concatenate: options(axis=[..., None, 0, 1, 2, -1]),
    np.stack: options(axis=[..., 0, 1, -1, -2]),
    np.hstack: [{}],
    np.vstack: [{}],
    np.dstack: [{}],
    np.column_stack: [{}],
}


@pytest.mark.parametrize("func", JOINS, ids=lambda func: func.__name__)
def test_joined_elements_are_where_the_maps_say(func):
    checked = 0
    for shapes, kwargs in product(JOINED, JOINS[func]):
        arrays = several(shapes)
        answer = numpy_answer(func, (arrays,), kwargs)
        if answer is not None:
            check_join(mapped(func, (arrays,), kwargs, shapes), arrays, answer)
            checked += 1
    assert checked >= 5


@pytest.mark.parametrize("kwargs", options(axis=[..., None, 0, 1, -1]))
def test_append_joins_two(kwargs):
    for shapes in JOINED:
        arrays = several(shapes)
        answer = numpy_answer(np.append, arrays, kwargs) if len(arrays) == 2 else None
        if answer is not None:
            check_join(mapped(np.append, tuple(arrays), kwargs, shapes), arrays, answer)


@pytest.mark.parametrize("nest", [
    lambda a, b: a, lambda a, b: [a], lambda a, b: [a, b],
    lambda a, b: [[a, b]], lambda a, b: [[a], [b]], lambda a, b: [[[a, b]]],
])  # fmt: skip
def test_block_joins_from_the_innermost_list(nest):
    for shapes in JOINED:
        arrays = several(shapes)
        nested = nest(arrays[0], arrays[-1])
        answer = numpy_answer(np.block, (nested,), {})
        if answer is not None:
            check_block(nested, leaves(nested), answer)


def leaves(nested):
    return [leaf for item in nested for leaf in leaves(item)] if isinstance(nested, list) else [nested]


def check_block(nested, arrays, answer):
    join = mapped(np.block, (nested,), {}, [a.shape for a in arrays])
    if isinstance(nested, list) and not isinstance(nested[0], list):
        check_join(join, arrays, answer)
        return
    for axis_map, array in zip(join.maps, arrays, strict=True):
        check_form(axis_map, array.shape, answer.shape)


@pytest.mark.parametrize("kwargs", options(axis=[..., *AXES]))
@pytest.mark.parametrize("obj", [0, -1, [0, 1], slice(0, 2), [0, 0]])
def test_insert_leaves_the_other_axes_be(obj, kwargs):
    for shape in SHAPES:
        data = numbered(shape)
        answer = numpy_answer(np.insert, (data, obj, 0), kwargs)
        if answer is not None:
            join = mapped(np.insert, (data, obj, np.array(0)), kwargs, [shape, ()])
            check_places(join.maps[0], data, answer)
            assert join.maps[0].axes[join.axis].index is None
            check_form(join.maps[1], (), answer.shape)


# -- folds and the like ----------------------------------------------------------------------------------------------


def check_dependence(func, args, kwargs, data, acted=()):
    """A position along a claimed axis depends on just the positions of the operand that the claim names."""
    maps = mapped(func, (data, *args), kwargs, data.shape)
    before = func(data, *args, **kwargs)
    maps, before = (maps, before) if isinstance(maps, list) else ([maps], [before])
    for number, (axis_map, result) in enumerate(zip(maps, before, strict=True)):
        check_form(axis_map, data.shape, np.shape(result))
        for i, axis in enumerate(axis_map.axes):
            if axis.source is not None and axis.index is not None and axis.source not in acted:
                check_slabs(lambda x, n=number: one(func(x, *args, **kwargs), n), data, result, i, axis)


def one(results, number):
    return results[number] if isinstance(results, (list, tuple)) else results


def check_slabs(compute, data, before, i, axis):
    came_from = picked_from(axis, data.shape)
    for position in range(data.shape[axis.source]):
        changed = data.copy()
        changed[(slice(None),) * axis.source + (position,)] *= -3
        differs = compute(changed) != before
        others = tuple(j for j in range(before.ndim) if j != i)
        places = np.flatnonzero(differs.any(axis=others))
        assert set(places) <= set(np.flatnonzero(came_from == position))


FOLDS = {
    **dict.fromkeys([np.sum, np.prod, np.mean, np.max, np.min, np.ptp, np.nanmean, np.nansum, np.any, np.all],
                    options(axis=[..., *SETS_OF_AXES], keepdims=[..., True, False])),
    **dict.fromkeys([np.std, np.nanvar, np.median, np.nanmedian, np.average, np.count_nonzero, np.linalg.vector_norm],
                    options(axis=[..., None, 0, -1, (0, 1)], keepdims=[..., True])),
    **dict.fromkeys([np.argmax, np.nanargmin], options(axis=[..., None, 0, -1, 1], keepdims=[..., True])),
    **dict.fromkeys([np.quantile, np.nanpercentile],
                    options(q=[0.5, [0.1, 0.5], [[0.2], [0.5]]], axis=[..., None, 0, (0, 1)], keepdims=[..., True])),
    np.trace: [*options(offset=[..., 1]), *options(axis1=[0, -1], axis2=[1, 2])],
    np.linalg.trace: [{}],
    np.linalg.norm: options(axis=[..., None, 0, -1, (0, 1)], keepdims=[..., True]),
    np.linalg.matrix_norm: options(keepdims=[..., True]),
    np.linalg.cond: [{}],
    np.linalg.det: [{}],
    np.linalg.eigvals: [{}],
    np.linalg.svdvals: [{}],
    np.trapezoid: options(axis=[..., 0, 1]),
    np.sort: options(axis=[..., None, 0, 1]),
    np.argsort: options(axis=[..., None, 0, 1]),
    np.partition: options(kth=[1], axis=[..., None, 0]),
    np.sort_complex: [{}],
    np.unwrap: [{}],
    np.argwhere: [{}],
    np.flatnonzero: [{}],
    np.nonzero: [{}],
    np.fft.fft: options(axis=[..., 0], n=[..., 5]),
    np.fft.irfft: options(axis=[..., 0]),
    np.fft.fft2: options(axes=[..., (0, 1), (0, -1)]),
    np.fft.fftn: [*options(axes=[..., None, (0,), (-1, 0)]), {"s": (2, 2), "axes": (0, 1)}],
    np.fft.irfftn: options(axes=[..., (0, 1)]),
}  # fmt: skip

SMOOTH = np.random.default_rng(7).uniform(1, 2, 24)


@pytest.mark.parametrize("func", FOLDS, ids=lambda func: f"{func.__module__}.{func.__name__}")
def test_kept_axes_depend_on_their_own_positions_only(func):
    checked = 0
    for shape, kwargs in product([(), (4,), (3, 3), (2, 3, 3), (3, 1, 2)], FOLDS[func]):
        data = SMOOTH[: int(np.prod(shape))].reshape(shape)
        if numpy_answer(func, (data,), kwargs) is not None:
            acted = {np.unwrap: {data.ndim - 1}}.get(func, ())
            check_dependence(func, (), kwargs, data, acted)
            checked += 1
    assert checked


@pytest.mark.parametrize(
    "func", [np.cumsum, np.nancumprod, np.cumulative_sum, np.cumulative_prod], ids=lambda f: f.__name__
)
def test_running_folds_keep_their_axes(func):
    initial = [..., True] if "cumulative" in func.__name__ else [...]
    for shape, kwargs in product([(), (4,), (2, 3, 4)], options(axis=[..., None, 0, 1, -1], include_initial=initial)):
        data = SMOOTH[: int(np.prod(shape))].reshape(shape)
        if numpy_answer(func, (data,), kwargs) is not None:
            axis = kwargs.get("axis")
            check_dependence(func, (), kwargs, data, {0 if axis is None else axis % data.ndim} if data.ndim else ())


@pytest.mark.parametrize("kwargs", options(n=[..., 0, 1, 2, 5], axis=[..., 0, 1], append=[..., 9]))
def test_diff_takes_the_place_of_the_upper_element(kwargs):
    data = numbered((3, 4))
    axis = kwargs.get("axis", -1) % 2
    check_form(mapped(np.diff, (data,), kwargs, (3, 4)), (3, 4), np.diff(data, **kwargs).shape)
    expected = None if "append" in kwargs else slice(kwargs.get("n", 1), None)
    assert mapped(np.diff, (data,), kwargs, (3, 4)).axes[axis] == Axis(axis, expected)
    check_dependence(np.diff, (), kwargs, data, {axis})


def test_ediff1d_takes_the_place_of_the_upper_element():
    assert mapped(np.ediff1d, (np.arange(4),), {}, (4,)) == AxisMap((Axis(0, slice(1, None)),))
    assert mapped(np.ediff1d, (np.arange(4),), {"to_end": 1}, (4,)) == AxisMap((Axis(0, None),))
    assert mapped(np.ediff1d, (np.ones((2, 2)),), {}, (2, 2)) == AxisMap((NEW,), {0: None, 1: None})


@pytest.mark.parametrize("kwargs", options(axis=[..., None, 0, -1, (0, 1), (1,)]))
def test_gradient_gives_one_result_for_each_axis(kwargs):
    for data in (SMOOTH, SMOOTH.reshape(4, 6)):
        answer = numpy_answer(np.gradient, (data,), kwargs)
        if answer is not None:
            acted = kwargs.get("axis")
            acted = range(data.ndim) if acted is None else {a % data.ndim for a in np.atleast_1d(acted)}
            check_dependence(np.gradient, (), kwargs, data, acted)


@pytest.mark.parametrize(("keys", "axis"), [((2, 3), -1), ((2, 3), 0), ((3,), -1)])
def test_lexsort_keeps_the_other_axes(keys, axis):
    arrays = [SMOOTH[: int(np.prod(keys))].reshape(keys)] * 2
    axis_map = mapped(np.lexsort, (arrays, axis), {}, [keys, keys])
    assert axis_map == AxisMap(tuple(Axis(i, None if i == axis % len(keys) else slice(None)) for i in range(len(keys))))
    assert np.lexsort(arrays, axis).shape == keys


def test_searched_and_interpolated_keep_the_shape_of_what_is_looked_up():
    x = SMOOTH.reshape(4, 6)
    for func, args in [(np.digitize, (x, [1, 2])), (np.searchsorted, ([1, 2], x)), (np.interp, (x, [1, 2], [3, 4]))]:
        assert mapped(func, args, {}, x.shape) == AxisMap((Axis(0), Axis(1)))
        assert func(*args).shape == x.shape


@pytest.mark.parametrize("kwargs", options(shape=[..., None, (), 3, (2, 5)]))
def test_templates_give_their_axes_unless_another_shape_is_asked_for(kwargs):
    data = numbered((2, 3))
    for func in (np.empty_like, np.zeros_like, np.ones_like):
        check_form(mapped(func, (data,), kwargs, data.shape), data.shape, func(data, **kwargs).shape)
    assert mapped(np.zeros_like, (data,), {"shape": (2, 3)}, (2, 3)).axes == (NEW, NEW)
    assert mapped(np.full_like, (data, 1), {}, (2, 3)).axes == (Axis(0), Axis(1))


FACTORS = {
    np.linalg.inv: [{}], np.linalg.pinv: [{}], np.linalg.tensorinv: options(ind=[1, 2]),
    np.linalg.cholesky: options(upper=[..., False, True]),
    np.linalg.eig: [{}], np.linalg.eigh: [{}], np.linalg.svd: options(compute_uv=[..., True, False]),
    np.linalg.qr: options(mode=[..., "complete", "r", "raw"]),
    np.linalg.slogdet: [{}], np.linalg.matrix_power: [{"n": 2}],
}  # fmt: skip


@pytest.mark.parametrize("func", FACTORS, ids=lambda func: func.__name__)
def test_factors_have_the_axes_that_the_map_says(func):
    square = SMOOTH[:4].reshape(2, 2)
    matrix = square @ square.T + np.eye(2)
    checked = 0
    matrices = [matrix, np.stack([matrix] * 3), SMOOTH[:6].reshape(3, 2), SMOOTH.reshape(4, 3, 2)]
    for data, kwargs in product(matrices, FACTORS[func]):
        answer = numpy_answer(func, (data,), kwargs)
        if answer is None:
            continue
        maps = mapped(func, (data,), kwargs, data.shape)
        answers = answer if isinstance(answer, tuple) else [answer]
        for axis_map, result in zip(maps if isinstance(maps, list) else [maps] * len(answers), answers, strict=True):
            check_form(axis_map, data.shape, np.shape(result))
        checked += 1
    assert checked


def test_inverses_swap_rows_and_columns():
    assert mapped(np.linalg.inv, (np.eye(2),), {}, (2, 2)).axes == (Axis(1), Axis(0))
    assert mapped(np.linalg.tensorinv, (np.ones((6, 2, 3)), 1), {}, (6, 2, 3)).axes == (Axis(1), Axis(2), Axis(0))


# -- what must not be lost: claims that a rule could leave out and still pass the oracle -----------------------------

LAST = slice(None, None, -1)
KEPT = {
    "reshape of untouched axes": (np.reshape, {"shape": (2, 12)}, (2, 3, 4), (Axis(0), NEW)),
    "reshape by a split": (np.reshape, {"shape": (6, 2, 2)}, (6, 4), (Axis(0), NEW, NEW)),
    "reshape of the last axes": (np.reshape, {"shape": (6, 4)}, (2, 3, 4), (NEW, Axis(2))),
    "reshape by -1": (np.reshape, {"shape": (-1, 4)}, (3, 4), (Axis(0), Axis(1))),
    "reshape adding an axis of one": (np.reshape, {"shape": (3, 1, 4)}, (3, 4), (Axis(0), NEW, Axis(1))),
    "reshape dropping an axis of one": (np.reshape, {"shape": (3, 4)}, (3, 1, 4), (Axis(0), Axis(2))),
    "reshape keeping axes of one": (np.reshape, {"shape": (1, 2, 2)}, (1, 4), (Axis(0), NEW, NEW)),
    "reshape of nothing": (np.reshape, {"shape": (0, 3)}, (0, 3), (Axis(0), Axis(1))),
    "ravel of a vector": (np.ravel, {}, (4,), (Axis(0),)),
    "tile of other axes": (np.tile, {"reps": (2, 1)}, (3, 4), (Axis(0, None), Axis(1))),
    "tile by new axes": (np.tile, {"reps": (2, 1, 1)}, (3, 4), (NEW, Axis(0), Axis(1))),
    "resize of the first axis": (np.resize, {"new_shape": (5, 4)}, (3, 4), (Axis(0, None), Axis(1))),
    "pad of one axis": (np.pad, {"pad_width": ((0, 0), (1, 1))}, (3, 4), (Axis(0), Axis(1, None))),
    "flip without axis": (np.flip, {}, (4,), (Axis(0, LAST),)),
    "windows": (sliding_window_view, {"window_shape": 2, "axis": 0}, (3, 4), (Axis(0, None), Axis(1), NEW)),
    "triangle": (np.tril, {}, (3, 4), (Axis(0), Axis(1))),
    "triangle of a vector": (np.triu, {}, (3,), (NEW, Axis(0))),
    "diagonal": (np.diagonal, {"axis1": 0, "axis2": 2}, (3, 4, 3), (Axis(1), NEW)),
    "quarter turn": (np.rot90, {}, (3, 4), (Axis(1, LAST), Axis(0))),
    "broadcast": (np.broadcast_to, {"shape": (2, 3, 4)}, (3, 1), (NEW, Axis(0), Axis(1, None))),
    "squeeze": (np.squeeze, {}, (3, 1), (Axis(0),)),
    "cumsum of a vector": (np.cumsum, {}, (4,), (Axis(0),)),
    "sum over one": (np.sum, {"axis": 1}, (2, 3, 4), (Axis(0), Axis(2))),
    "sum keeping dims": (np.sum, {"axis": 1, "keepdims": True}, (2, 3), (Axis(0), Axis(1, None))),
    "sort": (np.sort, {}, (2, 3), (Axis(0), Axis(1, None))),
    "fft": (np.fft.fft, {}, (2, 3), (Axis(0), NEW)),
    "quantiles": (np.quantile, {"q": [0.1, 0.9], "axis": 0}, (2, 3), (NEW, Axis(1))),
}  # fmt: skip


@pytest.mark.parametrize(("func", "kwargs", "shape", "axes"), KEPT.values(), ids=KEPT)
def test_known_axes_are_claimed(func, kwargs, shape, axes):
    assert mapped(func, (np.ones(shape),), kwargs, shape).axes == axes


def test_positions_are_claimed():
    def index(func, *args, **kwargs):
        return mapped(func, args, kwargs, np.shape(args[0])).axes[0].index.tolist()

    x = np.arange(4)
    assert index(np.roll, x, 1) == [3, 0, 1, 2]
    assert index(np.fft.fftshift, x) == [2, 3, 0, 1]
    assert index(np.repeat, x, [2, 0, 1, 1]) == [0, 0, 2, 3]
    assert index(np.take, x, [0, -1]) == [0, 3]
    assert index(np.delete, x, 1) == [0, 2, 3]
    assert index(np.take, x, [-5, 6], mode="wrap") == [3, 2]
    assert index(np.take, x, [-5, 6], mode="clip") == [0, 3]


def test_a_value_that_stands_for_none_given_is_none_given():
    # pandas and NumPy's own functions hand it on.
    assert mapped(np.sum, (np.ones(3),), {"keepdims": np._NoValue}, (3,)).axes == ()


def test_factors_keep_rows_or_columns():
    assert mapped(np.linalg.cholesky, (np.eye(2),), {}, (2, 2)).axes == (Axis(0), NEW)
    assert mapped(np.linalg.cholesky, (np.eye(2),), {"upper": True}, (2, 2)).axes == (NEW, Axis(1))
    assert mapped(np.linalg.eigh, (np.eye(2),), {}, (2, 2))[1].axes == (Axis(0), NEW)


def test_dropped_axes_keep_their_position():
    assert mapped(np.squeeze, (np.ones((3, 1)),), {}, (3, 1)).dropped == {1: 0}
    assert mapped(np.take, (np.ones((3, 4)), -1), {"axis": 1}, (3, 4)).dropped == {1: 3}
    assert mapped(np.unstack, (np.ones((2, 4)),), {}, (2, 4))[1].dropped == {0: 1}
    assert mapped(np.reshape, (np.ones((3, 1)), 3), {}, (3, 1)).dropped == {1: 0}


def test_joined_axis_and_its_owners_are_claimed():
    two = [np.ones(3), np.ones(3)]
    shapes = [(3,), (3,)]
    assert mapped(np.concatenate, (two,), {}, shapes) == JoinMap(0, False, (AxisMap((Axis(0),)),) * 2)
    assert mapped(np.stack, (two,), {"axis": 1}, shapes) == JoinMap(1, True, (AxisMap((Axis(0), NEW)),) * 2)
    assert mapped(np.vstack, (two,), {}, shapes) == JoinMap(0, True, (AxisMap((NEW, Axis(0))),) * 2)
    assert mapped(np.column_stack, (two,), {}, shapes) == JoinMap(1, True, (AxisMap((Axis(0), NEW)),) * 2)


# -- the helpers of reductions ---------------------------------------------------------------------------------------


@given(hnp.array_shapes(min_dims=0, max_dims=4, max_side=4), st.data(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_reductions_drop_or_keep_axes_as_numpy_does(shape, data, keepdims):
    one_or_none = st.none() | st.integers(-len(shape) - 1, len(shape))
    axis = data.draw(one_or_none | st.lists(st.integers(-4, 3), max_size=3).map(tuple))
    answer = numpy_answer(np.sum, (np.ones(shape),), {"axis": axis, "keepdims": keepdims})
    assume(answer is not None)
    axes = reduced_axes({"axis": axis}, len(shape))
    check_form(reduce_map(shape, axes, keepdims), shape, np.shape(answer))


def test_a_bad_axis_is_refused_as_numpy_refuses_it():
    with pytest.raises(np.exceptions.AxisError, match="axis 2 is out of bounds for array of dimension 1"):
        reduced_axes({"axis": 2}, 1)
    with pytest.raises(ValueError, match="repeated axis"):
        reduced_axes({"axis": (0, -1)}, 1)


@given(hnp.array_shapes(min_dims=0, max_dims=4, max_side=4), st.data())
@settings(max_examples=100, deadline=None)
def test_any_reshape_keeps_only_what_is_where_it_was(shape, data):
    size = int(np.prod(shape))
    factors = data.draw(st.lists(st.integers(1, 4), max_size=4))
    assume(size % int(np.prod(factors)) == 0)
    new = data.draw(st.permutations([*factors, size // int(np.prod(factors))]))
    order = data.draw(st.sampled_from("CF"))
    array = numbered(shape)
    kwargs = {"shape": tuple(new), "order": order}
    check_places(mapped(np.reshape, (array,), kwargs, shape), array, np.reshape(array, **kwargs))


@given(hnp.array_shapes(max_dims=3, max_side=4), st.data())
@settings(max_examples=100, deadline=None)
def test_any_take_picks_what_the_map_says(shape, data):
    array = numbered(shape)
    axis = data.draw(st.none() | st.integers(-len(shape), len(shape) - 1))
    length = array.size if axis is None else shape[axis]
    positions = st.integers(-length, length - 1)
    indices = data.draw(hnp.arrays(np.int64, hnp.array_shapes(min_dims=0, max_dims=2), elements=positions))
    args = (array, indices, axis)
    check_places(mapped(np.take, args, {}, shape), array, np.take(*args))
