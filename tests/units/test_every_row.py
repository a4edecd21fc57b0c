"""No row of the table is left out: each function is called on quantities, or refused with a written reason."""

import io
import warnings

import numpy as np
import pytest
from numpy import char, strings
from numpy.lib import recfunctions as rf
from tests.units.calls import CASES, LINE, NUMBERED, QUERIES, SPELLINGS, in_units, leaves
from tests.units.si import meaning

import metaarr as mt
from metaarr import DimensionalityError, OffsetUnitError, UnsupportedError
from metaarr import units as u
from metaarr._table import UFUNCS, complete
from metaarr._units.ufuncs import CLIP, RULES
from metaarr.testing.calls import reached

# What has no meaning for a unit, and why. These lists may only get shorter.
TEXT = {
    **{f"strings.{f.__name__}": f for f in (strings.capitalize, strings.lower, strings.swapcase, strings.title)},
    **{f"strings.{f.__name__}": f for f in (strings.upper, strings.expandtabs)},
    "strings.encode": lambda x: strings.encode(x),
    "strings.decode": lambda x: strings.decode(x),
    "strings.center": lambda x: strings.center(x, 9),
    "strings.ljust": lambda x: strings.ljust(x, 9),
    "strings.rjust": lambda x: strings.rjust(x, 9),
    "strings.zfill": lambda x: strings.zfill(x, 9),
    "strings.mod": lambda x: strings.mod(x, 1),
    "strings.multiply": lambda x: strings.multiply(x, 2),
    "strings.replace": lambda x: strings.replace(x, "a", "b"),
    "strings.translate": lambda x: strings.translate(x, "a" * 256),
    "strings.partition": lambda x: strings.partition(x, "a"),
    "strings.rpartition": lambda x: strings.rpartition(x, "a"),
    "char.join": lambda x: char.join(",", x),
    "char.split": lambda x: char.split(x),
    "char.rsplit": lambda x: char.rsplit(x),
    "char.splitlines": lambda x: char.splitlines(x),
    **{
        f"char.{f.__name__}": (lambda x, f=f: f(x, x))
        for f in (char.equal, char.not_equal, char.less, char.less_equal, char.greater, char.greater_equal)
    },
    "datetime_as_string": np.datetime_as_string,
}
"""Text has no unit."""

ROW = np.zeros(5, [("a", "f8")])
RECORDS = {
    "append_fields": lambda x: rf.append_fields(ROW, "b", x),
    "rec_append_fields": lambda x: rf.rec_append_fields(ROW, "b", x),
    "merge_arrays": lambda x: rf.merge_arrays((x, x)),
    "stack_arrays": lambda x: rf.stack_arrays((ROW, x)),
    "join_by": lambda x: rf.join_by("a", ROW, x),
    "rec_join": lambda x: rf.rec_join("a", x, ROW),
    "drop_fields": lambda x: rf.drop_fields(x, "a"),
    "rec_drop_fields": lambda x: rf.rec_drop_fields(x, "a"),
    "rename_fields": lambda x: rf.rename_fields(x, {"a": "b"}),
    "repack_fields": rf.repack_fields,
    "require_fields": lambda x: rf.require_fields(x, [("a", "f8")]),
    "structured_to_unstructured": rf.structured_to_unstructured,
    "unstructured_to_structured": lambda x: rf.unstructured_to_structured(x[:, None]),
    "find_duplicates": rf.find_duplicates,
    "assign_fields_by_name": lambda x: rf.assign_fields_by_name(ROW.copy(), x),
    "recursive_fill_fields": lambda x: rf.recursive_fill_fields(x, ROW),
    "apply_along_fields": lambda x: rf.apply_along_fields(np.mean, x),
}
"""Records have no single unit."""

DAYS = {
    "busday_count": lambda x: np.busday_count(x, x),
    "busday_offset": lambda x: np.busday_offset("2020-01-01", x),
    "is_busday": np.is_busday,
}
"""Calendars count in dates and whole days."""

FILES = {
    "save": lambda x: np.save(io.BytesIO(), x),
    "savez": lambda x: np.savez(io.BytesIO(), x),
    "savez_compressed": lambda x: np.savez_compressed(io.BytesIO(), x),
    "savetxt": lambda x: np.savetxt(io.StringIO(), x),
}
"""NumPy's files hold numbers only."""

REFUSED = reached(TEXT) | RECORDS | DAYS | FILES

# What takes numbers without a dimension: refused for lengths, answered for numbers (the cases of numbers, and these).
WHOLE_NUMBERS = {
    "packbits": np.packbits,
    "unpackbits": lambda x: np.unpackbits(x.astype("u1")),
    "ix_": np.ix_,
    "unravel_index": lambda x: np.unravel_index(x, (3, 4)),
    "ravel_multi_index": lambda x: np.ravel_multi_index((x, x), (5, 5)),
    "bincount": np.bincount,
    "gcd": lambda x: np.gcd(x, 4),
}
TEXTS = {"array2string": np.array2string, "array_str": np.array_str, "array_repr": np.array_repr}
APPLIED = {
    "apply_along_axis": lambda x: np.apply_along_axis(np.sum, 0, x),
    "apply_over_axes": lambda x: np.apply_over_axes(np.sum, x, [0]),
}


@pytest.fixture
def called(monkeypatch):
    """Collect the functions that ask our arrays, for the length of a test."""
    seen = set()
    original = mt.MetaArray.__array_function__

    def spy(self, func, types, args, kwargs):
        seen.add(func)
        return original(self, func, types, args, kwargs)

    monkeypatch.setattr(mt.MetaArray, "__array_function__", spy)
    return seen


def ignoring(call, *operands):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call(*operands)
        except mt.MetaArrayError as error:
            return error


def test_every_function_of_the_table_is_called(called):
    for call, dimensions, values, _ in CASES.values():
        ignoring(call, *in_units(values, [SPELLINGS[d][0] for d in dimensions]))
    x = mt.array(LINE, "m")
    for call in (REFUSED | QUERIES | NUMBERED | WHOLE_NUMBERS | TEXTS | APPLIED).values():
        ignoring(call, x)
    internal = {func for func in complete() if func.__name__ == "setitem"}  # what ``x[key] = value`` is in the table
    sections = {f for f in complete() if f.__module__ == "numpy.strings" and f.__name__.startswith("_")}
    numpys = {
        func for func in complete() if func.__module__.partition(".")[0] == "numpy" and func.__name__.isidentifier()
    }
    assert {func.__name__ for func in numpys - called - internal - sections} == set()


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("unit", ["m", "percent", "degC", "dB"])
def test_what_has_no_meaning_says_so_and_what_to_do(name, unit):
    with pytest.raises(UnsupportedError, match=r"(?s)^np\.[\w.]*: .*; (use|give|pass) "):
        REFUSED[name](mt.array(LINE, unit))


@pytest.mark.parametrize("name", WHOLE_NUMBERS)
def test_whole_numbers(name):
    call, x = WHOLE_NUMBERS[name], np.array([1, 0, 3])
    for leaf, oracle in zip(leaves(call(mt.Quantity(x, "radian"))), leaves(call(x)), strict=True):
        np.testing.assert_array_equal(np.asarray(leaf), oracle)
        assert not isinstance(leaf, mt.Quantity) or leaf.units.is_unity
    with pytest.raises(DimensionalityError, match=name):
        call(mt.array(x, "m"))


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("unit", ["m", "percent", "degC", "dBm"])
def test_queries_see_the_bare_array(name, unit):
    got = QUERIES[name](mt.array(LINE, unit))
    assert got == QUERIES[name](np.array(LINE))
    assert not isinstance(got, mt.MetaArray)


@pytest.mark.parametrize("name", NUMBERED)
@pytest.mark.parametrize("unit", ["m", "percent"])
def test_numbers_take_the_unit_of_a_template(name, unit):
    got, oracle = NUMBERED[name](mt.array(LINE, unit)), NUMBERED[name](np.array(LINE))
    assert type(got) is mt.Quantity
    assert str(got.units) == str(mt.Unit(unit))
    assert got.dtype == oracle.dtype
    np.testing.assert_array_equal(got.magnitude, oracle)


@pytest.mark.parametrize("name", TEXTS)
def test_texts_name_the_unit(name):
    assert "meter" in TEXTS[name](mt.array(LINE, "m"))


# Records ----------------------------------------------------------------------------------------------------

RECORD = np.array([(1.0, 2), (3.0, 4)], [("x", "f8"), ("n", "i8")])


@pytest.mark.parametrize(
    "make",
    [
        lambda: mt.array(RECORD, "m"),
        lambda: mt.asarray(RECORD, "m"),
        lambda: mt.Quantity(RECORD, "m"),
        lambda: mt.Quantity(RECORD),
        lambda: RECORD * u.m,
        lambda: mt.array([1.0], "m").astype([("x", "f8")]),
        lambda: np.astype(mt.array([1.0], "m"), [("x", "f8")]),
        lambda: mt.array([1.0], "m").view([("x", "f8")]),
        lambda: np.zeros_like(mt.array([1.0], "m"), dtype=[("x", "f8")]),
        lambda: np.full_like(mt.array([1.0], "m"), 0, dtype=[("x", "f8")]),
        lambda: RECORD.view(mt.Quantity).units,
    ],
)
def test_records_have_no_unit(make):
    with pytest.raises(UnsupportedError, match=r"x\['name'\]"):
        make()


def test_a_field_of_a_record_can_get_a_unit():
    x = mt.asarray(RECORD["x"], "m")
    assert x.to("cm").magnitude.tolist() == [100, 300]
    x[0] = 50 * u.cm
    assert RECORD["x"][0] == 0.5
    x[0] = 1 * u.m


# Parameters that carry a quantity, scaled numbers, and selections ----------------------------------------------

X = mt.array([1.0, 2.0, 4.0], "m")
PERCENT = mt.array([50.0, 20.0, 10.0], "percent")


@pytest.mark.parametrize(
    ("call", "oracle"),
    [
        (lambda: np.quantile(X, 50 * u.percent), 2.0),
        (lambda: np.percentile(X, 50 * u.percent), 2.0),
        (lambda: np.nanpercentile(X, mt.Quantity(0.5)), 2.0),
        (lambda: np.percentile([1.0, 2.0, 4.0], 50 * u.percent), 2.0),
        (lambda: np.sum(PERCENT, initial=1), 1.8),
        (lambda: np.nansum(PERCENT, initial=1), 1.8),
        (lambda: np.max(PERCENT, initial=2), 2.0),
        (lambda: PERCENT.clip(0.2, 0.4), [0.4, 0.2, 0.2]),
        (lambda: np.array([0.1, 0.9]).clip(20 * u.percent, 50 * u.percent), [0.2, 0.5]),
        (lambda: np.pad(PERCENT, 1, constant_values=0.01), [0.01, 0.5, 0.2, 0.1, 0.01]),
        (lambda: np.insert(PERCENT, 0, 0.01), [0.01, 0.5, 0.2, 0.1]),
        (lambda: np.nan_to_num(mt.array([np.nan], "percent"), nan=0.25), [0.25]),
        (lambda: np.select([[True, False, False]], [PERCENT], 0.01), [0.5, 0.01, 0.01]),
        (lambda: np.diff(PERCENT, prepend=1), [-0.5, -0.3, -0.1]),
        (lambda: np.interp(PERCENT, [0, 1], [0.0, 10.0]), [5.0, 2.0, 1.0]),
        (lambda: np.full_like(PERCENT, 0.25), [0.25] * 3),
        (lambda: np.linspace(0, 100 * u.percent, 3), [0, 0.5, 1]),
        (lambda: np.average([1.0, 3.0, 2.0], weights=PERCENT), 1.625),
        (lambda: np.histogram(PERCENT, bins=[0, 0.15, 1])[0], [1, 2]),
        (lambda: np.searchsorted(mt.array([10.0, 20.0], "percent"), 0.15), 1),
        (lambda: np.digitize(PERCENT, [0.15, 0.3]), [2, 1, 0]),
        (lambda: np.isin(PERCENT, [0.5]), [True, False, False]),
        (lambda: np.power(2.0, PERCENT), 2 ** np.array([0.5, 0.2, 0.1])),
        (lambda: np.logspace(0 * u.percent, 100 * u.percent, 2), [1, 10]),
        (lambda: np.emath.logn(200 * u.percent, 8.0), 3.0),
        (lambda: np.vander(PERCENT, 2), [[0.5, 1], [0.2, 1], [0.1, 1]]),
        (lambda: np.poly(PERCENT), np.poly([0.5, 0.2, 0.1])),
        (lambda: np.roots(PERCENT), np.roots([50, 20, 10])),
        (lambda: np.polyval([1.0, 2.0], PERCENT), [2.5, 2.2, 2.1]),
        (lambda: np.cov(X, aweights=PERCENT), np.cov([1.0, 2.0, 4.0], aweights=[50, 20, 10])),
        (lambda: np.kaiser(3, 50 * u.percent), np.kaiser(3, 0.5)),
        (lambda: np.sinc(PERCENT), np.sinc([0.5, 0.2, 0.1])),
        (lambda: np.add(PERCENT, 1), [1.5, 1.2, 1.1]),
    ],
)
def test_scaled_numbers_mean_what_they_are(call, oracle):
    values, dimensions, _ = meaning(call())
    np.testing.assert_allclose(values, oracle, rtol=1e-12)
    assert set(dimensions or {}) <= {"length"}


def test_plain_numbers_select_and_index():
    chosen = mt.Quantity([2, 0], "radian")
    assert X[chosen].magnitude.tolist() == [4, 1]
    assert np.take(X, chosen).magnitude.tolist() == [4, 1]
    assert np.mean(X, where=mt.Quantity([True, True, False])).magnitude == 1.5
    for wrong in (mt.array([2, 0], "m"), mt.array([200, 0], "percent")):
        with pytest.raises(UnsupportedError, match="no meaning"):
            X[wrong]
        with pytest.raises(UnsupportedError, match="no meaning"):
            np.take(X, wrong)


@pytest.mark.parametrize("unit", ["percent", "degree", "m / cm"])
def test_python_numbers_of_scaled_ones(unit):
    factor = {"percent": 0.01, "degree": np.pi / 180, "m / cm": 100.0}[unit]
    x = mt.array(350.0, unit)
    assert float(x) == pytest.approx(350 * factor, rel=1e-15)
    assert int(x) == int(350 * factor)
    assert complex(x) == pytest.approx(350 * factor, rel=1e-15)
    assert x.item() == mt.array([350.0], unit).tolist()[0] == pytest.approx(350 * factor, rel=1e-15)
    assert bool(x)
    with pytest.raises(TypeError, match="an index"):
        [1, 2, 3][mt.array(1, unit)]


# Integers: conversions don't cut off ---------------------------------------------------------------------------

LOSSY = {
    "setitem": lambda x, v: x.__setitem__(0, v),
    "fill": lambda x, v: x.fill(v),
    "put": lambda x, v: np.put(x, [0], v),
    "place": lambda x, v: np.place(x, [True, False, False], v),
    "putmask": lambda x, v: np.putmask(x, [True, False, False], v),
    "copyto": lambda x, v: np.copyto(x, v),
    "put_along_axis": lambda x, v: np.put_along_axis(x, np.array([0]), v, axis=0),
    "fill_diagonal": lambda x, v: np.fill_diagonal(x[:, None], v),
    "add.at": lambda x, v: np.add.at(x, [0], v),
    "pad": lambda x, v: np.pad(x, 1, constant_values=v),
    "insert": lambda x, v: np.insert(x, 0, v),
    "full_like": np.full_like,
    "sum": lambda x, v: x.sum(initial=v),
    "max": lambda x, v: np.max(x, initial=v),
    "nansum": lambda x, v: np.nansum(x, initial=v),
    "ediff1d": lambda x, v: np.ediff1d(x, to_end=v),
    "piecewise": lambda x, v: np.piecewise(x, [[True, False, False]], [x[0], v]),
}


@pytest.mark.parametrize("name", LOSSY)
def test_a_conversion_into_integers_is_exact_or_refused(name):
    x = mt.array([1, 2, 3], "m")
    before = x.magnitude.tobytes()
    with pytest.raises(UnsupportedError, match="whole number"):
        LOSSY[name](x, 50 * u.cm)
    assert x.magnitude.tobytes() == before
    y = mt.array([1, 2, 3], "m")
    assert str(LOSSY[name](x, 300 * u.cm)) == str(LOSSY[name](y, 3 * u.m))
    assert x.magnitude.tolist() == y.magnitude.tolist()
    assert x.dtype == int


@pytest.mark.parametrize("scalar", [1, 1.0, True, 1j])
def test_python_numbers_have_no_precision_of_their_own(scalar):
    x = mt.array(np.float32([50.0]), "percent")
    for got in (x + scalar, scalar + x, np.add(x, scalar), np.add(scalar, x)):
        assert got.dtype == (np.float32(1) + scalar).dtype
        assert meaning(got)[0] == pytest.approx(0.5 + scalar)


# Outputs ------------------------------------------------------------------------------------------------------

UNARY = [f for f in RULES if f.nin == 1 and f.nout == 1 and f.types]
BINARY = [f for f in RULES if f.nin == 2 and f.nout == 1 and f.signature is None]


def accepted(ufunc):
    """Units of operands that a ufunc takes, and their numbers."""
    for unit in ("m", "", "radian"):
        for dtype in (float, int):
            operands = [mt.array(np.array([1, 3, 2], dtype), unit) for _ in range(ufunc.nin)]
            with np.errstate(all="ignore"):
                try:
                    if not isinstance(ufunc(*operands), tuple):
                        return operands
                except TypeError:
                    continue
    return None


@pytest.mark.parametrize("ufunc", [*UNARY, *BINARY, CLIP], ids=lambda f: f.__name__)
def test_outputs_of_every_ufunc(ufunc):
    operands = accepted(ufunc)
    if operands is None:
        assert ufunc in (np.isnat,)
        return
    with np.errstate(all="ignore"):
        wanted = ufunc(*operands)
        dtype = np.asarray(wanted).dtype
        unit = wanted.units if isinstance(wanted, mt.Quantity) else mt.Unit("")
        # ours, in the same unit; one that shares memory and has a unit of other dimensions; plain
        same = mt.array(np.zeros(3, dtype), unit)
        assert ufunc(*operands, out=same) is same
        np.testing.assert_array_equal(same.magnitude, np.asarray(wanted))
        base = mt.array(np.full(6, 9).astype(dtype), "ampere")
        before = base.magnitude.tobytes()
        with pytest.raises(mt.UnitsError):
            ufunc(*operands, out=base[:3])
        assert base.magnitude.tobytes() == before
        bare = np.full(3, 9).astype(dtype)
        if unit.is_dimensionless:
            assert ufunc(*operands, out=bare) is bare
            np.testing.assert_allclose(bare, meaning(wanted)[0], rtol=1e-15)
        else:
            before = bare.tobytes()
            with pytest.raises(DimensionalityError):
                ufunc(*operands, out=bare)
            assert bare.tobytes() == before


@pytest.mark.parametrize("ufunc", [np.add, np.multiply, np.maximum, np.hypot], ids=lambda f: f.__name__)
def test_outputs_in_another_unit_where_selected(ufunc):
    x = mt.array([1.0, 2.0, 3.0], "m")
    power = 2 if ufunc is np.multiply else 1
    out = mt.array(np.full(3, 7.0), mt.Unit("cm") ** power)
    ufunc(x, x.to("km"), out=out, where=[True, False, True])
    oracle = ufunc([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) * 100**power
    np.testing.assert_allclose(out.magnitude, [oracle[0], 7, oracle[2]])
    assert out.units == mt.Unit("cm") ** power


def test_tuples_of_outputs():
    x, y = mt.array([5.5, 7.0], "m"), mt.array([200.0, 300.0], "cm")
    outs = (np.zeros(2), mt.array(np.zeros(2), "km"))
    assert np.divmod(x, y, out=outs)[1] is outs[1]
    np.testing.assert_allclose(outs[0], [2, 2])
    np.testing.assert_allclose(outs[1].magnitude, [0.0015, 0.001])
    wrong = (np.zeros(2), np.zeros(2))
    with pytest.raises(DimensionalityError):
        np.divmod(x, y, out=wrong)
    assert not wrong[0].any()
    with pytest.raises(DimensionalityError):
        np.modf(x, out=wrong)
    assert not wrong[0].any()
    mantissa, exponent = np.frexp(x)
    assert mantissa.units == "m"
    assert not isinstance(exponent, mt.MetaArray)
    parts = mt.array(np.zeros(2), "cm"), mt.array(np.zeros(2), "m")
    np.modf(x, out=parts)
    np.testing.assert_allclose(parts[0].magnitude, [50, 0])
    np.testing.assert_allclose(parts[1].magnitude, [5, 7])


# Methods of every ufunc --------------------------------------------------------------------------------------------

CLOSED = {
    *(np.add, np.subtract, np.maximum, np.minimum, np.fmax, np.fmin, np.hypot, np.remainder, np.fmod),
    *(np.copysign, np.nextafter),
}
"""Two lengths give a length: these fold."""
FOLDED = [f for f in UFUNCS if f.nin == 2 and f.nout == 1 and f.signature is None]
SERIES = np.array([3.0, 2.0, 0.5, 4.0])


@pytest.mark.parametrize("method", ["reduce", "accumulate", "reduceat"])
@pytest.mark.parametrize("ufunc", FOLDED, ids=lambda f: f.__name__)
def test_folds_of_lengths(ufunc, method):
    extra = ([0, 2],) if method == "reduceat" else ()
    fold = getattr(ufunc, method)
    x = mt.array(SERIES * 100, "cm")
    if ufunc in CLOSED:
        values, dimensions, _ = meaning(fold(x, *extra))
        np.testing.assert_allclose(values, fold(SERIES, *extra), rtol=1e-12)
        assert dimensions == {"length": 1}
    elif ufunc in (np.logical_and, np.logical_or, np.logical_xor):
        np.testing.assert_array_equal(fold(x, *extra), fold(SERIES, *extra))
    elif ufunc in (np.multiply, np.divide) and method != "accumulate":
        values, dimensions, _ = meaning(fold(x, *extra))
        np.testing.assert_allclose(values, fold(SERIES, *extra), rtol=1e-12)
        n = 2 if method == "reduceat" else 4
        wanted = n if ufunc is np.multiply else 2 - n
        assert dimensions == ({"length": wanted} if wanted else {})
    else:
        with pytest.raises((mt.UnitsError, UnsupportedError)) as caught:
            fold(x, *extra)
        assert ufunc.__name__ in str(caught.value)


@pytest.mark.parametrize("method", ["reduce", "accumulate", "reduceat"])
@pytest.mark.parametrize("ufunc", FOLDED, ids=lambda f: f.__name__)
def test_folds_of_percentages_are_folds_of_numbers(ufunc, method):
    extra = ([0, 2],) if method == "reduceat" else ()
    fold = getattr(ufunc, method)
    with np.errstate(all="ignore"):
        try:
            oracle = fold(SERIES, *extra)
        except TypeError:
            oracle = None
        if oracle is None:
            with pytest.raises(TypeError):
                fold(mt.array(SERIES * 100, "percent"), *extra)
            return
        values, dimensions, _ = meaning(fold(mt.array(SERIES * 100, "percent"), *extra))
    if ufunc is not np.nextafter:
        np.testing.assert_allclose(values, oracle, rtol=1e-12)
    assert not dimensions


@pytest.mark.parametrize("ufunc", FOLDED, ids=lambda f: f.__name__)
@pytest.mark.parametrize("unit", ["m", "percent", ""])
def test_outer_is_the_ufunc_of_a_grid(ufunc, unit):
    x, y = mt.array([3.0, 2.0], unit), mt.array([1.0, 2.0], unit)
    assert_alike(ufunc.outer, (x, y), ufunc, (x[:, None], y))


@pytest.mark.parametrize("ufunc", [f for f in RULES if f.nout == 1 and f.signature is None and f is not CLIP])
@pytest.mark.parametrize("unit", ["m", "percent", "", "radian", "degC"])
def test_at_is_the_ufunc_of_a_part_or_refused(ufunc, unit):
    x = mt.array([3.0, 2.0, 5.0], unit)
    others = [mt.array([2.0, 1.0], unit)] * (ufunc.nin - 1)
    copy = x.copy()
    before = copy.magnitude.tobytes()
    with np.errstate(all="ignore"):
        try:
            ufunc.at(copy, [0, 2], *others)
        except (mt.MetaArrayError, TypeError):
            assert copy.magnitude.tobytes() == before
            return
        expected = x.copy()
        part = ufunc(x[[0, 2]], *others)
    if isinstance(part, mt.Quantity):
        expected[[0, 2]] = part
    else:
        expected[[0, 2]] = mt.Quantity(np.asarray(part, float))
    assert copy.units == x.units
    np.testing.assert_allclose(copy.magnitude, expected.magnitude, rtol=1e-12)


def assert_alike(func, operands, other, others):
    answers = []
    with np.errstate(all="ignore"):
        for f, values in ((func, operands), (other, others)):
            try:
                answers.append(f(*values))
            except TypeError as error:
                answers.append(type(error))
    one, two = answers
    if isinstance(one, type) or isinstance(two, type):
        assert one is two
        return
    assert type(one) is type(two)
    assert getattr(one, "units", None) == getattr(two, "units", None)
    np.testing.assert_array_equal(np.asarray(one), np.asarray(two))


def test_a_start_of_its_own():
    x = mt.array([2.0, 4.0], "m")
    got = np.divide.reduce(x, initial=16 * u.m**3)
    assert got.units == "m"
    assert got.magnitude == 2
    assert np.multiply.reduce(x, initial=50 * u.s).units == "m**2 s"
    masked = mt.array([1.0, 2.0], mask=[0, 1])
    with pytest.raises(DimensionalityError):
        masked.sum(initial=2 * u.m)
    assert meaning(masked.unmasked.sum(initial=200 * u.percent))[0] == 5


def test_tuples_are_indices_of_each_axis():
    x = mt.array(np.zeros((2, 3)), "m")
    np.add.at(x, ([0, 1], [1, 1]), mt.array([100.0, 200.0], "cm"))
    np.testing.assert_array_equal(x.magnitude, [[0, 1, 0], [0, 2, 0]])
    np.multiply.at(x, (slice(None), 1), 50 * u.percent)
    np.testing.assert_array_equal(x.magnitude, [[0, 0.5, 0], [0, 1, 0]])


# Keywords of ufuncs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "keywords",
    [
        {"dtype": "f4"},
        {"dtype": "i8", "casting": "unsafe"},
        {"casting": "no"},
        {"order": "F"},
        {"subok": False},
        {"signature": "dd->d"},
        {"where": True},
    ],
    ids=str,
)
def test_keywords_reach_numpy(keywords):
    a, b = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 7.0])
    oracle = np.add(a, b, **keywords)
    got = np.add(mt.array(a, "m"), mt.array(b * 100, "cm"), **keywords)
    assert got.units == "m"
    assert got.dtype == oracle.dtype
    np.testing.assert_array_equal(got.magnitude, oracle)


# Numbers that must be small -------------------------------------------------------------------------------------------


def test_smallness_is_not_measured_in_a_unit():
    z = mt.array([1 + 1e-15j], "m")
    assert np.real_if_close(z).dtype == np.real_if_close(z.to("nm")).dtype == complex
    assert np.real_if_close(mt.array([1 + 0j], "m")).dtype == float
    for unit, factor in (("", 1), ("percent", 100)):
        assert np.real_if_close(mt.Quantity(np.array([1 + 1e-15j]) * factor, unit)).dtype == float
        assert np.real_if_close(mt.Quantity(np.array([1 + 1e-13j]) * factor, unit)).dtype == complex
    with pytest.raises(UnsupportedError, match="absolute"):
        np.real_if_close(z, tol=1000)
    u_, v = np.array([1.0, 0.0, 1e-3]) * 1e-6, np.array([1.0, 0.0])
    big, small = (np.polydiv(mt.array(u_ * f, unit), v)[1] for f, unit in ((1, "m"), (1e9, "nm")))
    assert big.shape == small.shape == (1,)
    np.testing.assert_allclose(meaning(big)[0], [1e-9])


def test_truth_of_objects_is_truth():
    x = mt.array(np.array([1.5, 0.0], object), "m")
    for got in (np.logical_or(x, x), np.logical_and(x, 0), np.any(x), x.all(), np.logical_or.reduce(x)):
        assert np.asarray(got).dtype == bool
        assert not isinstance(got, mt.MetaArray)


def test_zero_of_a_bare_array_is_zero_of_any_unit():
    x = mt.array([0.0, 0.0], "m")
    assert np.array_equal(x, [0, 0])
    assert np.array_equal(x, np.zeros(2))
    assert not np.array_equal(x, [0, 1])
    assert not np.array_equal(mt.array([np.nan], "m"), [3.0], equal_nan=True)
    assert not np.array_equal(mt.array([0.0], "degC"), [0.0])


@pytest.mark.parametrize("close", [np.isclose, np.allclose])
def test_closeness_across_dimensions_is_refused_by_name(close):
    with pytest.raises(DimensionalityError, match=f"{close.__name__} of 'meter' and 'second'"):
        close(mt.array([1.0], "m"), mt.array([1.0], "s"))


def test_levels_and_scales_where_functions_count_from_zero():
    for unit in ("degC", "dBm"):
        x = mt.array(LINE, unit)
        for call in (np.sum, np.prod, np.cumsum, np.any, np.nonzero, np.sqrt, np.negative, np.dot):
            with pytest.raises(OffsetUnitError):
                call(x, x) if call is np.dot else call(x)
