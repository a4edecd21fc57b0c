"""Every row of the protocol checklist, for every class: one test for each, made by the conformance kit.

What each test would catch stands in the rows of the kit; ``tests/testing/test_conformance.py`` proves that they can
fail.
"""

import re
from pathlib import Path

import numpy as np
import pytest
from tests.core.downstream import Measured, Spectrum, Station, Uncertain

import metaarr as mt
from metaarr.testing.conformance import ROWS, Conformance, Verdict, check_conformance

PAGE = Path(__file__).parents[2] / "docs/development/protocol-checklist.md"


class TestMetaArray(Conformance):
    make = mt.MetaArray


class TestQuantity(Conformance):
    make = mt.Quantity


class TestMaskedArray(Conformance):
    make = mt.MaskedArray


class TestLabeledArray(Conformance):
    make = mt.LabeledArray


class TestMaskedQuantity(Conformance):
    make = mt.MaskedQuantity


class TestLabeledQuantity(Conformance):
    make = mt.LabeledQuantity


class TestLabeledMaskedArray(Conformance):
    make = mt.LabeledMaskedArray


class TestLabeledMaskedQuantity(Conformance):
    make = mt.LabeledMaskedQuantity


class TestSpectrum(Conformance):
    make = Spectrum


class TestMeasured(Conformance):
    make = Measured


class TestUncertain(Conformance):
    make = Uncertain


class TestStation(Conformance):
    make = Station


del Conformance


def test_every_row_of_the_checklist_has_a_test():
    assert sorted(ROWS) == list(range(1, 71))
    for number, row in ROWS.items():
        assert re.fullmatch(rf"test_row_{number:02}_[a-z_]+", row.test_name)
        assert callable(getattr(TestQuantity, row.test_name))


def test_every_row_stands_on_the_page():
    listed = re.findall(r"^\| (\d+) \| (.*?) \| (\w+) \|", PAGE.read_text(), re.MULTILINE)
    assert [(int(number), title) for number, title, _ in listed] == [(n, row.title) for n, row in sorted(ROWS.items())]
    report = check_conformance(mt.LabeledMaskedQuantity)
    assert {int(number): outcome for number, _, outcome in listed} == {
        number: report.verdict(number).name.lower() for number in ROWS
    }


LEAKS = {
    *("np.asarray", "np.array", "np.array([x, x])", "np.ascontiguousarray", "plain[:] = x", "plain[1:2] = x[:1]"),
    *("np.full", "x.__array__()", "np.frombuffer", "frombuffer(tobytes)", "fill_diagonal(plain, x)"),
    *("nditer", "ndenumerate", "broadcast", "choice", "permutation", "permuted", "normal", "shuffle", "polyvander"),
    *(
        "Polynomial",
        "where(c, ma, x)",
        "np.where(memmap first)",
    ),
    *("as_strided", "np.array([x00, x01])", "plain[0, 0] = x[0, 0]"),
}
"""Where no class is asked: what stands in docs/limits.md. This list may only get shorter."""


@pytest.mark.parametrize("cls", [mt.LabeledMaskedQuantity, Spectrum], ids=lambda cls: cls.__name__)
def test_nothing_leaks_but_what_the_limits_say(cls):
    report = check_conformance(cls, rows=[19, 27, 28, 30, 31, 32, 50, 51, 52, 56, 57, 59, 67])
    assert report.named(Verdict.LEAKS) <= LEAKS


def _asked(rows=range(9, 70)):
    """The functions, and the methods of ufuncs, that the calls of the kit reach."""
    functions, methods = set(), set()

    def bare(x):
        if isinstance(x, tuple):
            return tuple(map(bare, x))
        return x.view(np.ndarray) if isinstance(x, np.ndarray) else x

    class Recorder(np.ndarray):
        def __iter__(self):  # np.roots and np.poly ask the elements of their argument
            return (np.asarray(self)[i, ...].view(Recorder) for i in range(len(self)))

        def __array_function__(self, func, types, args, kwargs):
            functions.add(func)
            result = super().__array_function__(func, types, args, kwargs)
            return result.view(Recorder) if isinstance(result, np.ndarray) else result

        def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
            methods.add((ufunc, method, bool({"out", "where"} & kwargs.keys())))
            plain = [bare(x) for x in inputs]
            kwargs = {name: bare(x) for name, x in kwargs.items()}
            result = getattr(ufunc, method)(*plain, **kwargs)
            return result.view(Recorder) if isinstance(result, np.ndarray) else result

    from metaarr.testing.conformance import Field

    field = Field("unit", read=lambda x: "m")
    check_conformance(lambda data: np.asarray(data).view(Recorder), fields=[field], rows=rows)
    return functions, methods


def test_the_kit_calls_every_function_and_every_method_of_every_ufunc():
    from numpy.testing.overrides import get_overridable_numpy_array_functions, get_overridable_numpy_ufuncs

    functions, methods = _asked()
    overridable = get_overridable_numpy_array_functions()
    inner = {func for func in overridable if getattr(func, "__wrapped__", None) in overridable}
    deprecated = {"in1d"}  # the old name of np.isin, which NumPy 2.2 has
    assert {func.__name__ for func in overridable - inner - functions} <= deprecated
    called = {ufunc for ufunc, method, _ in methods if method == "__call__"}
    # Without the inner halves of functions, such as the ufunc behind np.real.
    public = {ufunc for ufunc in get_overridable_numpy_ufuncs() if getattr(np, ufunc.__name__, ufunc) is ufunc}
    missed = {ufunc.__name__ for ufunc in public - called}
    assert {name for name in missed if not name.startswith("_")} == set()
    for method in ("reduce", "accumulate", "reduceat", "outer", "at"):
        assert sum(1 for _, found, _ in methods if found == method) > 20
    assert sum(1 for *_, written in methods if written) > 60
