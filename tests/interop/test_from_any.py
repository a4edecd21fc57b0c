"""One way in for all libraries: the type decides, nothing is imported, what is known of an object is kept."""

import subprocess
import sys
from textwrap import dedent

import numpy as np
import pandas as pd
import pint
import pytest
import unyt
import xarray as xr
from astropy import units as au
from astropy.utils.masked import Masked

import metaarr as mt
from metaarr import _libraries, interop
from metaarr import units as u

Q = pint.application_registry.Quantity
VALUES = [1.0, 2.0]

OBJECTS = {
    "list": (lambda: VALUES, np.ndarray, None),
    "ndarray": (lambda: np.array(VALUES), np.ndarray, None),
    "pint": (lambda: Q(VALUES, "km"), mt.Quantity, "km"),
    "pint of numpy.ma": (lambda: Q(np.ma.array(VALUES, mask=[0, 1]), "km"), mt.MaskedQuantity, "km"),
    "astropy": (lambda: VALUES * au.km, mt.Quantity, "km"),
    "astropy masked": (lambda: Masked(VALUES * au.km, [False, True]), mt.MaskedQuantity, "km"),
    "unyt": (lambda: unyt.unyt_array(VALUES, "km"), mt.Quantity, "km"),
    "numpy.ma": (lambda: np.ma.array(VALUES, mask=[0, 1]), mt.MaskedArray, None),
    "Series": (lambda: pd.Series(VALUES, ["a", "b"], name="s"), mt.LabeledArray, None),
    "DataArray": (lambda: xr.DataArray(VALUES, dims="x", attrs={"units": "km"}), mt.LabeledQuantity, "km"),
    "ours": (lambda: mt.array(VALUES, "km", mask=[0, 1]), mt.MaskedQuantity, "km"),
}


@pytest.mark.parametrize("make", [mt.from_any, mt.array, mt.asarray])
@pytest.mark.parametrize("name", OBJECTS)
def test_the_type_decides(name, make):
    source, kind, unit = OBJECTS[name]
    x = make(source())
    assert type(x) is kind
    assert (x.units if unit else None) == (u(unit) if unit else None)
    assert np.asarray(x).tolist() == VALUES
    assert (x.mask.tolist() if "Masked" in kind.__name__ else None) in (None, [False, True])


@pytest.mark.parametrize("name", [name for name, (_, _, unit) in OBJECTS.items() if unit])
def test_a_unit_that_is_given_converts(name):
    assert np.asarray(mt.from_any(OBJECTS[name][0](), "m")).tolist() == [1000.0, 2000.0]
    with pytest.raises(mt.DimensionalityError):
        mt.from_any(OBJECTS[name][0](), "s")


@pytest.mark.parametrize("name", OBJECTS)
def test_what_the_object_does_not_say_is_given(name):
    source, kind, unit = OBJECTS[name]
    named = {} if "Labeled" in kind.__name__ else {"dims": "t", "coords": {"t": [5, 6]}}
    x = mt.from_any(source(), None if unit else "km", mask=[True, True], name="n", attrs={"a": 1}, **named)
    assert type(x) is mt.LabeledMaskedQuantity
    assert (x.units, x.mask.all(), x.name, dict(x.attrs)) == (u.km, True, "n", {"a": 1})


SHARING = ["ndarray", "pint", "pint of numpy.ma", "astropy", "astropy masked", "unyt", "numpy.ma", "ours"]


def _memory(obj):
    while type(obj) is not np.ndarray:
        obj = obj.magnitude if hasattr(obj, "magnitude") and not isinstance(obj, np.ndarray) else np.asarray(obj)
    return obj


@pytest.mark.parametrize("name", SHARING)
def test_memory_is_shared_unless_a_copy_is_asked_for(name):
    source = OBJECTS[name][0]()
    for make, shared in (
        (mt.from_any, True),
        (mt.asarray, True),
        (lambda obj: mt.from_any(obj, copy=False), True),
        (lambda obj: mt.from_any(obj, copy=True), False),
        (mt.array, False),
    ):
        assert np.shares_memory(np.asarray(make(source)), _memory(source)) is shared


@pytest.mark.parametrize("name", ["numpy.ma", "pint of numpy.ma", "astropy masked"])
def test_the_mask_is_always_a_copy(name):
    source = OBJECTS[name][0]()
    mt.from_any(source).mask[0] = True
    again = mt.from_any(source)
    assert again.mask.tolist() == [False, True]


def test_copy_false_raises_where_memory_cannot_be_shared():
    for source in (VALUES, 3 * au.M_sun * np.ones(2), unyt.unyt_array(VALUES, "Msun"), range(3)):
        assert np.asarray(mt.from_any(source)).size
        with pytest.raises(ValueError):  # noqa: PT011  NumPy's words or ours
            mt.from_any(source, copy=False)
    with pytest.raises(ValueError):  # noqa: PT011
        mt.from_any(np.ones(2), dtype=np.float32, copy=False)


def test_lists_of_objects_of_other_libraries_are_stacked():
    x = mt.from_any([Q(1.0, "km"), 500.0 * au.m, 25e3 * u.cm])
    assert (x.units, np.asarray(x).tolist()) == (u.km, [1.0, 0.5, 0.25])
    x = mt.from_any([xr.DataArray(VALUES, dims="x"), xr.DataArray(VALUES, dims="x")])
    assert (x.shape, x.dims) == ((2, 2), (None, "x"))


def test_dtype_and_order():
    x = mt.from_any(Q(np.ones((2, 3)), "m"), dtype=np.float32, order="F")
    assert x.dtype == np.float32
    assert x.flags.f_contiguous


def test_constructors_of_classes_use_it():
    assert np.asarray(mt.Quantity(Q(VALUES, "km"), "m")).tolist() == [1000.0, 2000.0]
    assert mt.MaskedQuantity(Masked(VALUES * au.km, [False, True])).mask.tolist() == [False, True]
    with pytest.raises(mt.UnsupportedError, match="mask"):
        mt.Quantity(Masked(VALUES * au.km, [False, True]))


def test_units_are_never_dropped_in_silence():
    with pytest.raises(mt.UnsupportedError, match="photon"):
        mt.from_any([1.0] * au.photon)
    with pytest.raises(mt.UndefinedUnitError):
        mt.from_any(xr.DataArray(VALUES, dims="x", attrs={"units": "no such unit"}))


def test_nothing_is_imported():
    code = """
        import sys, numpy, metaarr as mt
        before = set(sys.modules)
        for obj in ([1.0], numpy.ones(2), memoryview(b"ab"), numpy.ma.array([1, 2]), object()):
            mt.from_any(obj)
        found = {name.partition(".")[0] for name in set(sys.modules) - before}
        print(sorted(found & {"pandas", "xarray", "astropy", "unyt", "scipy", "sparse", "torch", "jax", "dask"}))
    """
    result = subprocess.run([sys.executable, "-c", dedent(code)], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


class TestRegistry:
    def test_every_adapter_is_a_module_that_reads(self):
        from importlib.util import find_spec

        for row in _libraries.KNOWN:
            assert row.adapter == "" or find_spec(f"metaarr.interop.{row.adapter}") is not None, row

    def test_every_adapter_of_an_imported_library_reads(self):
        for row in _libraries.KNOWN:
            if row.adapter and row.module in sys.modules:
                assert callable(_libraries.adapter(row).read), row

    def test_refused_operands_have_a_remedy(self):
        for row in _libraries.KNOWN:
            assert row.remedy or row.stance not in (_libraries.Stance.REFUSE, _libraries.Stance.ANSWER), row

    def test_no_row_is_hidden_by_one_before_it(self):
        for i, row in enumerate(_libraries.KNOWN):
            cls = getattr(sys.modules.get(row.module), row.name, None)
            if cls is not None:
                found = _libraries.known(cls)
                assert found is row or (found in _libraries.KNOWN[:i] and found.adapter == row.adapter), row

    def test_libraries_that_must_be_told_are_waited_for(self):
        assert {"scipy.sparse", "sparse", "torch", "jax", "tensorflow"} <= interop.ADAPTERS.keys()

    def test_a_subclass_is_read_as_what_it_is(self):
        class Mine(np.ma.MaskedArray):
            pass

        assert type(mt.from_any(np.ma.array(VALUES, mask=[0, 1]).view(Mine))) is mt.MaskedArray
