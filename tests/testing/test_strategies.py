"""The strategies reach every corner that functions trip over, keep to what was asked, and shrink to the plainest."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import metaarr as mt
import metaarr.testing
from metaarr.testing.strategies import CLASSES, DTYPES, arrays, labels, masks, plain_arrays, shapes, units

FEW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=2000, database=None, derandomize=True, phases=[Phase.generate])
SHRINKING = settings(MANY, phases=[Phase.generate, Phase.shrink])


class Spectrum(mt.LabeledMaskedQuantity):
    instrument = mt.PerArray(default="none")
    quality = mt.PerElement(dtype=np.uint8)
    sigma = mt.PerElement(dtype="f4", merge=np.hypot, fill=0.0)


def some(condition, strategy, settings=MANY):
    return find(strategy, condition, settings=settings)


def hidden(x):
    return np.asarray(x)[np.asarray(x.mask)]


CORNERS = {
    "no axes": lambda x: x.ndim == 0,
    "no elements": lambda x: x.size == 0,
    "axes of no length beside others": lambda x: x.ndim > 1 and x.size == 0 and any(x.shape),
    "Fortran order": lambda x: x.flags.f_contiguous and not x.flags.c_contiguous,
    "neither order": lambda x: x.size > 1 and not x.flags.f_contiguous and not x.flags.c_contiguous,
    "negative steps": lambda x: any(step < 0 for step in x.strides) and x.size > 1,
    "read-only": lambda x: not x.flags.writeable,
    "swapped": lambda x: not x.dtype.isnative,
    "unaligned": lambda x: not x.flags.aligned,
    "owner of nothing": lambda x: x.base is not None,
}


@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("strategy", [arrays(), plain_arrays()], ids=["arrays", "plain"])
def test_corners_of_memory(strategy, corner):
    assert CORNERS[corner](some(CORNERS[corner], strategy))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_every_dtype_is_drawn(dtype):
    dtype = np.dtype(dtype)
    assert some(lambda x: x.dtype == dtype, arrays(mt.MaskedArray)).dtype == dtype


@pytest.mark.parametrize("cls", CLASSES)
def test_every_class_is_drawn(cls):
    assert type(some(lambda x: type(x) is cls, arrays())) is cls


VALUES = {
    "hidden nan": lambda x: np.isnan(hidden(x)).any(),
    "hidden infinity": lambda x: np.isinf(hidden(x)).any(),
    "visible nan": lambda x: np.isnan(np.asarray(x)[~x.mask]).any(),
    "negative zero": lambda x: np.signbit(np.asarray(x)[np.asarray(x) == 0]).any(),
    "all masked": lambda x: x.mask.all() and x.size > 1,
    "nothing masked": lambda x: not x.mask.any() and x.size > 1,
    "some masked": lambda x: 0 < x.mask.sum() < x.size,
    "an offset": lambda x: str(x.units) == "degree_Celsius",
    "no dimension": lambda x: x.units.is_dimensionless,
}


@pytest.mark.parametrize("name", VALUES)
def test_values_that_matter(name):
    assert VALUES[name](some(VALUES[name], arrays(["units", "mask"], "f8")))


LABELS = {
    "unnamed axis": lambda x: None in x.dims,
    "coordinate with a unit": lambda x: "b" in x.coords and hasattr(x.coords["b"], "units"),
    "texts": lambda x: "c" in x.coords and x.coords["c"].dtype.kind == "U",
    "along no axis": lambda x: "site" in x.coords and x.coords["site"].shape == (),
    "along two axes": lambda x: "area" in x.coords and x.coords["area"].dims == ("a", "b"),
    "name": lambda x: x.name is not None,
    "attributes": lambda x: x.attrs,
    "no coordinates": lambda x: x.ndim and not x.coords,
}


@pytest.mark.parametrize("name", LABELS)
def test_labels_of_every_kind(name):
    assert LABELS[name](some(LABELS[name], arrays("labels", "f8")))


@given(st.data(), shapes(max_dims=4))
def test_plain_labels_are_names_and_numbers_alone(data, shape):
    drawn = data.draw(labels(shape, plain=True))
    assert drawn.keys() == {"dims", "coords"}
    x = mt.array(np.zeros(shape), **drawn)
    assert None not in x.dims
    assert all(coord.dtype.kind == "i" for coord in x.coords.values())


@given(st.data())
def test_arrays_drawn_apart_can_be_aligned(data):
    # Catches labels that depend on anything but dim and position.
    x, y = (data.draw(arrays("labels", "f8", (2, 3, 1, 2))) for _ in "xy")
    for name in set(x.coords) & set(y.coords):
        metaarr.testing.assert_identical(x.coords[name], y.coords[name], ignore="coords")
    if set(x.dims) == set(y.dims):
        assert np.maximum(x, y).shape == x.shape


@given(arrays(finite=True))
def test_finite_ones_hide_what_they_like_and_show_numbers(x):
    if x.dtype.kind in "fcMm":
        visible = np.asarray(x)[~x.mask] if hasattr(x, "mask") else np.asarray(x)
        assert np.isfinite(visible).all()


@pytest.mark.parametrize("poison", [np.isnan, np.isinf])
def test_finite_ones_hide_poison(poison):
    some(lambda x: poison(hidden(x)).any(), arrays("mask", "f8", finite=True))


@given(arrays(Spectrum, "f8"))
def test_downstream_classes_get_fields_of_their_dtypes(x):
    assert type(x) is Spectrum
    assert (x.quality.dtype, x.sigma.dtype) == (np.uint8, np.float32)
    assert x.quality.shape == x.sigma.shape == x.shape
    assert x.instrument == "none"


def test_fields_of_downstream_classes_vary():
    some(lambda x: x.size > 1 and len(set(x.quality.flat)) > 1, arrays(Spectrum))


@given(
    arrays(
        Spectrum,
        shape=(2, 2),
        units="K",
        fields={
            "instrument": st.sampled_from(["A", "B"]),
            "mask": st.just(True),
            "quality": lambda shape: st.just(np.full(shape, 9)),
        },
    )
)
def test_keywords_get_the_strategies_that_are_given(x):
    assert x.instrument in "AB"
    assert x.mask.all()
    assert (x.quality == 9).all()
    assert str(x.units) == "kelvin"


@given(arrays(["units", "labels"], st.sampled_from(["f4", "i2"]), st.sampled_from([(3,), (0, 2)]), layouts=False))
def test_what_was_asked_for_is_given(x):
    assert type(x) is mt.LabeledQuantity
    assert x.dtype in (np.float32, np.int16)
    assert x.shape in ((3,), (0, 2))
    assert x.flags.c_contiguous
    assert x.dtype.isnative


@given(arrays((), "f8", 3, elements=st.floats(0, 1)))
def test_no_kind_at_all_is_a_bare_array(x):
    assert type(x) is np.ndarray
    assert x.shape == (3,)
    assert ((x >= 0) & (x <= 1)).all()


@given(arrays(dtype="M8[s]"))
def test_a_dtype_without_units_is_given_to_classes_without_units(x):
    assert not isinstance(x, mt.Quantity)


@given(units("[length]"))
def test_units_of_a_dimension(unit):
    assert unit.is_compatible_with("m")


@given(units(offset=False))
def test_units_without_an_offset(unit):
    assert unit.is_multiplicative


@given(masks((2, 3)))
def test_masks_have_the_shape(mask):
    assert mask.shape == (2, 3)
    assert mask.dtype == bool


def test_examples_shrink_to_the_plainest():
    x = some(lambda x: x.size > 0, arrays(["units", "mask", "labels"]), SHRINKING)
    assert repr(x) == "LabeledMaskedQuantity(0., 'meter', dims=())"
    y = some(lambda x: np.asarray(x).sum() >= 3, arrays("units", "i8"), SHRINKING)
    assert y.size == 1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: arrays(["units", "masks"]), "kinds='masks': give a class, or some of units, mask, labels"),
        (lambda: arrays(mt.Quantity, fields={"mask": st.just(True)}), "names nothing that Quantity takes"),
    ],
)
def test_what_cannot_be_drawn_is_refused(call, says):
    with pytest.raises(ValueError, match=says):
        find(call(), lambda x: True, settings=FEW)


def test_a_dimension_without_units_is_refused():
    with pytest.raises(ValueError, match="no unit of dimension"):
        units("[luminosity] ** 3")


def test_hypothesis_is_imported_only_where_it_is_needed():
    code = """
import sys
import metaarr, metaarr.testing
metaarr.testing.assert_identical(1, 1)
assert not {"hypothesis", "pytest"} & set(sys.modules), "imported too early"
metaarr.testing.arrays
assert "hypothesis" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_names_are_sorted_and_there():
    names = metaarr.testing.__all__
    assert names == sorted(names) == dir(metaarr.testing)
    assert all(hasattr(metaarr.testing, name) for name in names)


def test_impossible_wishes_are_told():
    with pytest.raises(NoSuchExample):
        find(arrays("units", "f8", finite=True), lambda x: np.isnan(np.asarray(x)).any(), settings=FEW)


def test_classes_with_a_constructor_of_their_own():
    class Counts(mt.Quantity):
        def __new__(cls, counts, exposure):
            return super().__new__(cls, np.asarray(counts) / exposure, "1/s")

    @given(arrays(Counts, "f8"))
    @settings(max_examples=5)
    def of_the_class(x):
        assert type(x) is Counts

    of_the_class()
