"""The page on every NumPy function leaves none out, and says what calls do."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.testing.overrides import get_overridable_numpy_array_functions

import metaarr as mt
from metaarr._table import UFUNCS, complete
from metaarr._units.kind import UNITS
from metaarr.testing.calls import CALLS

SOURCE = Path(__file__).parents[1] / "docs" / "_extensions" / "answers.py"

pytestmark = pytest.mark.skipif(not SOURCE.exists(), reason="the documentation is not here")


@pytest.fixture(scope="module")
def answers():
    spec = importlib.util.spec_from_file_location("answers", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["answers"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["answers"]


@pytest.fixture(scope="module")
def page(answers):
    return {entry.name: entry for entry in answers.entries()}


def test_every_row_of_the_table_is_there(page, answers):
    public = {f for f in complete() if not f.__name__.startswith("_")}
    assert {answers.public_name(f) for f in public} - page.keys() == set()
    named = {f"np.{f.__name__}" for f in UFUNCS if getattr(np, f.__name__, None) is f}
    assert named - page.keys() == set()
    assert len(page) > 400


def test_functions_of_numpys_own_list_are_there(page, answers):
    # Catches a page that is complete by a table that is not.
    functions = get_overridable_numpy_array_functions()
    outer = {f for f in functions if getattr(f, "__wrapped__", None) not in functions and f.__name__[0] != "_"}
    assert {answers.public_name(f) for f in outer} - page.keys() == set()


def test_every_kind_has_a_statement_on_every_function(page, answers):
    for entry in page.values():
        assert list(entry.statements) == ["units", "mask", "labels"]
        for statement in entry.statements.values():
            assert statement.verdicts, entry.name
            assert set(statement.verdicts) <= set(answers.VERDICTS)
            assert statement.how.rstrip()[-1] in ".:`)" or statement.how.endswith("numbers"), statement.how
            assert len(statement.how) > 10


BY_HAND = {
    "np.sqrt": ("transformed", "kept", "kept"),
    "np.sort": ("kept", "kept", "transformed"),
    "np.sum": ("kept", "skipped", "transformed"),
    "np.mean": ("kept", "skipped", "transformed"),
    "np.var": ("transformed", "skipped", "transformed"),
    "np.argmax": ("skipped", "skipped", "transformed"),
    "np.sin": ("refused", "kept", "kept"),
    "np.isnan": ("skipped", "kept", "kept"),
    "np.transpose": ("kept", "kept", "transformed"),
    "np.save": ("refused", "refused", None),
    "np.linalg.inv": ("transformed", "refused", "transformed"),
    "np.linalg.det": ("transformed", "refused", "transformed"),
    "np.fft.fft": ("kept", "refused", "transformed"),
    "np.shape": ("skipped", "skipped", "skipped"),
    "np.zeros_like": ("kept", "skipped", "kept"),
    "np.full": ("kept", "skipped", "transformed"),
    "np.strings.isalpha": ("refused", "kept", "kept"),
    "np.busday_count": ("refused", "kept", "kept"),
    "np.cumprod": ("refused", "kept", None),
    "np.multiply": ("transformed", "kept", "kept"),
    "np.copyto": ("kept", "kept", "kept"),
    "operator.setitem": ("kept", "kept", "kept"),
    "np.unravel_index": ("refused", None, "skipped"),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_verdicts_worked_out_by_hand(page, name):
    for (kind, statement), expected in zip(page[name].statements.items(), BY_HAND[name], strict=True):
        if expected is not None:
            assert expected in statement.verdicts, f"{kind}: {statement}"


X = np.array([[4.0, 2.5, 0.5, 3.0], [1.0, 1.5, 2.0, 0.25], [0.75, 3.5, 1.25, 5.0]])
ALONE = {
    name: call
    for name, call in CALLS.items()
    if name not in ("empty", "empty_like", "geomspace") and getattr(vars(np).get(name), "__name__", "") == name
}
"""Calls that are named after the function that they call, and give what it gives."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ALONE)
def test_verdicts_are_what_calls_do(page, name):
    # Looked at through public attributes alone, on other numbers than the page's.
    statements = page[f"np.{name}"].statements
    assert outcome(ALONE[name], mt.array(X, "m"), units) in statements["units"].verdicts
    labelled = mt.array(X, dims=("y", "x"), coords={"x": 10 * np.arange(4)})
    assert outcome(ALONE[name], labelled, labels) in {None, *statements["labels"].verdicts}
    masked = mt.array(X, mask=np.eye(3, 4, dtype=bool))
    assert outcome(ALONE[name], masked, mask) in statements["mask"].verdicts


def outcome(call, array, judge):
    try:
        result = call(array)
    except mt.MetaArrayError:
        return "refused"
    return judge(list(arrays(result)))


def arrays(result):
    if isinstance(result, (tuple, list)):
        yield from (part for item in result for part in arrays(item))
    elif isinstance(result, mt.MetaArray):
        yield result


def units(parts):
    found = {str(part.units) for part in parts if hasattr(part, "units")}
    return "skipped" if not found else "kept" if found == {"meter"} else "transformed"


def labels(parts):
    found = [part for part in parts if hasattr(part, "dims")]
    if found and found[0].dims == ("x",):
        return None  # of one axis or of two, which the call does not tell
    alike = all(part.dims == ("y", "x") and "x" in part.coords for part in found)
    alike = alike and all(np.asarray(part.coords["x"]).tolist() == [0, 10, 20, 30] for part in found)
    return "skipped" if not found else "kept" if alike else "transformed"


def mask(parts):
    return "kept" if any(part.mask.any() for part in parts if hasattr(part, "mask")) else "skipped"


def test_a_statement_follows_what_calls_do_not_what_rules_claim(answers, monkeypatch):
    def refuse(kind, call):
        """Keep the unit."""
        raise mt.UnsupportedError("no")

    monkeypatch.setitem(UNITS.rules, np.fft.fft, refuse)
    (entry,) = [entry for entry in answers.entries() if entry.name == "np.fft.fft"]
    assert entry.statements["units"].how == "Keep the unit."
    assert entry.statements["units"].verdicts == ("refused",)


def test_looking_on_leaves_no_trace(answers):
    before = mt.MetaArray.__array_function__, mt.MetaArray.__array_ufunc__
    answers.seen(UNITS, [(np.sum, mt.array(X, "m"))])
    assert (mt.MetaArray.__array_function__, mt.MetaArray.__array_ufunc__) == before


def test_examples_show_what_changes(page):
    assert page["np.var"].statements["units"].example == "m → m²"
    assert page["np.transpose"].statements["labels"].example == "(y, x[…]) → (x[…], y)"
    assert page["np.exp"].statements["units"].example == "only numbers without a dimension are taken"
    assert "a unit with an offset (degC) is refused" in page["np.sum"].statements["units"].example
