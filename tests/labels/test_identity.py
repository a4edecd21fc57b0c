"""Every call of the catalogue: a label of a result belongs to the elements that the result was made of.

The oracle knows no function. Whatever a call does, an element of its result that lies at the label L of a dim may
depend on elements of the operand at that label only. So all others are changed, the call is made again, and what lies
at L must be what it was. Labels of single elements (``id``) say the same of each element alone.

What mixes the labels along a dim by its very meaning (a running sum along it) is listed with the dims that it mixes.
"""

import contextlib
import warnings

import numpy as np
import pytest

import metaarr as mt
from metaarr._labels.kind import LabelsKind
from metaarr.testing.calls import CALLS

SHAPE = (3, 4)
Y, X = np.array([30, 10, 20]), np.array(list("dbca"))
IDS = np.arange(12).reshape(SHAPE)
DATA = np.array([[5.5, 1.25, 9.0, 2.5], [3.5, 7.75, 0.5, 11.0], [8.0, 4.5, 6.25, 10.5]])

LABELS = {
    "all": {"y": Y, "x": X, "id": (("y", "x"), IDS), "scalar": 1},
    "y": {"y": Y},
    "x": {"x": X},
    "id": {"id": (("y", "x"), IDS)},
}

ALONG = "a running value takes the label of its last element, a difference that of its upper one"
PAIRED = "the other operand is a part of the same array that has no label there, or another one that was dropped"
WRITTEN = "what was written came from another place of the same array, which has other labels"
MATRIX = "the labels of a matrix name its rows and columns, and all of its elements make each element of the result"
MADE = "one element of the array, or something of all elements, is put in many places"

MIXES = {
    ("x", "id"): {
        ALONG: ("add.accumulate", *(f"{name}[-1]" for name in ("cumsum", "cumprod", "nancumsum", "nancumprod"))),
        "neighbours": ("diff", "unwrap", "gradient_spacing"),
        PAIRED: ("add.outer", "multiply.outer", "outer", "linalg.outer", "meshgrid"),
        WRITTEN: ("put_along_axis", "setitem"),
    },
    ("y", "id"): {
        ALONG: (
            *("maximum.accumulate", "cumulative_prod"),
            *(f"{name}[0]" for name in ("cumsum", "cumprod", "nancumsum", "nancumprod")),
        ),
        PAIRED: ("clip",),
        WRITTEN: ("maximum.at", "put", "place", "operator.setitem", "mean_out"),
    },
    ("x", "y", "id"): {
        "neighbours": ("gradient",),
        PAIRED: ("interp",),
        MATRIX: ("inv", "pinv", "matrix_power", "tensorinv"),
        MADE: ("full_like", "fill", "piecewise"),
        WRITTEN: ("add.at", "fill_diagonal"),
    },
    ("y",): {
        PAIRED: ("matmul", "linalg.matmul", "matvec", "broadcast_arrays", "dot", "inner", "einsum", "einsum_sublists"),
        MATRIX: ("eig", "eigh"),
    },
    ("x",): {PAIRED: ("vecmat",), MATRIX: ("solve",)},
    ("x", "y"): {MATRIX: ("svd", "qr", "multi_dot")},
    ("id",): {WRITTEN: ("copyto", "putmask", "setitem_advanced")},
}
MIXED = {name: set(coords) for coords, reasons in MIXES.items() for names in reasons.values() for name in names}
"""Call → the labels along which its results are made of elements of other labels too, by its very meaning."""


def labelled(data, which, **more):
    return mt.array(data, dims=("y", "x"), coords=LABELS[which], name="n", attrs={"k": 1}, **more)


def answer(call, x):
    """The results that have labels; None where the call is refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = call(x)
        except (mt.MetaArrayError, TypeError, ValueError, np.linalg.LinAlgError):
            return None
    return list(leaves(found))


def leaves(found):
    if isinstance(found, (tuple, list)):
        for item in found:
            yield from leaves(item)
    elif isinstance(found, mt.LabeledArray):
        yield found


def at_label(result, name, label):
    """Elements of a result at a label: those along a dim, or single ones of a coordinate along several."""
    coord = result.coords[name]
    order = [dim for dim in result.dims if dim in coord.dims]
    values = np.asarray(coord.transpose(*order) if len(order) > 1 else coord)
    shape = [size if dim in order else 1 for dim, size in zip(result.dims, result.shape, strict=True)]
    return np.asarray(result)[np.broadcast_to(values.reshape(shape), result.shape) == label]


def where_is(name, label):
    """Elements of the operand at a label."""
    values = {"y": Y[:, None], "x": X[None, :], "id": IDS}[name]
    return np.broadcast_to(values == label, SHAPE)


def mixed(results, call, which):
    """Names of labels of the results that depend on elements elsewhere."""
    found = set()
    for coord in ("id",) if which == "id" else {"y", "x"} & set(LABELS[which]):
        for label in {"y": Y, "x": X, "id": (0, 1, 5, 6, 11)}[coord]:
            here = where_is(coord, label)
            again = answer(call, labelled(np.where(here, DATA, DATA * 1.75 + 0.125), which))
            for one, other in zip(results, again or [], strict=False):
                if coord in one.coords and coord in other.coords and one.dtype != object:
                    before, after = at_label(one, coord, label), at_label(other, coord, label)
                    if not np.array_equal(before, after, equal_nan=before.dtype.kind in "fc"):
                        found.add(coord)
    return found


@pytest.mark.parametrize("name", CALLS)
def test_labels_belong_to_their_elements(name):
    found = set()
    for which in LABELS:
        results = answer(CALLS[name], labelled(DATA, which)) or []
        for result in results:
            assert_lengths(result)
        found |= mixed(results, CALLS[name], which)
    assert found == MIXED.get(name, set())


def assert_lengths(result):
    assert len(result.dims) == result.ndim
    for coord in result.coords.values():
        sizes = dict(zip(coord.dims, coord.shape, strict=True))
        edges = len(sizes) == 1 and all(size == result.sizes[dim] + 1 for dim, size in sizes.items())
        assert edges or all(size == result.sizes[dim] for dim, size in sizes.items())


@pytest.mark.parametrize("more", [{"units": "m"}, {"mask": False}, {"units": "", "mask": False}], ids=str)
@pytest.mark.parametrize("name", CALLS)
def test_nothing_depends_on_other_kinds(name, more):
    for which in LABELS:
        alone = answer(CALLS[name], labelled(DATA, which))
        together = answer(CALLS[name], labelled(DATA, which, **more))
        if alone is None or together is None:
            continue
        ours = [result._labels for result in alone if isinstance(result, mt.LabeledArray)]
        theirs = [result._labels for result in together if isinstance(result, mt.LabeledArray)]
        assert len(ours) == len(theirs)
        for one, other in zip(ours, theirs, strict=True):
            assert one.dims == other.dims
            assert list(one.coords) == list(other.coords)
            for coord in one.coords:
                np.testing.assert_array_equal(
                    np.asarray(one.coords[coord].values), np.asarray(other.coords[coord].values)
                )


def test_most_calls_take_labels():
    refused = [name for name, call in CALLS.items() if answer(call, labelled(DATA, "id")) is None]
    assert len(refused) < len(CALLS) // 20, refused


def test_arrays_without_labels_ask_nothing_of_them(monkeypatch):
    def asked(*args, **kwargs):
        raise AssertionError("labels were asked about an array that has none")

    kind = LabelsKind
    for name, method in vars(kind).items():
        if callable(method) and not name.startswith("__"):
            monkeypatch.setattr(kind, name, asked)
    for data in (mt.array(DATA, "m"), mt.array(DATA, mask=DATA > 9), mt.array(DATA, "m", mask=DATA > 9)):
        for call in CALLS.values():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with contextlib.suppress(mt.MetaArrayError, TypeError, ValueError, np.linalg.LinAlgError):
                    call(data.copy())
