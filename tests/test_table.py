"""The table knows every NumPy function and ufunc, and every name in it is NumPy's."""

import inspect
import operator
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing.overrides import get_overridable_numpy_array_functions, get_overridable_numpy_ufuncs

from metaarr._compat import SIGNATURES
from metaarr._row import Row
from metaarr._structure import Structure
from metaarr._table import UFUNCS, complete, lookup, ufunc_row

TABLE = complete()


def _overridable():
    """NumPy's own list, without the inner halves of Python functions that take ``like=``, which nobody ever sees."""
    functions = get_overridable_numpy_array_functions()
    return {func for func in functions if getattr(func, "__wrapped__", None) not in functions}


def _name(func):
    return f"{func.__module__}.{func.__name__}"


def _sorted(functions):
    return sorted(functions, key=lambda func: (_name(func), id(func)))


functions = pytest.mark.parametrize("func", _sorted(TABLE), ids=_name)


def test_every_overridable_function_has_a_row():
    assert [_name(func) for func in _sorted(_overridable() - TABLE.keys())] == []


def test_every_row_is_of_an_overridable_function():
    # The operators of Python that have rows are no functions of NumPy's.
    operators = {operator.setitem, operator.eq, operator.ne}
    assert [_name(func) for func in _sorted(TABLE.keys() - _overridable() - operators)] == []


def test_dispatch_of_like_passes_the_public_function():
    # The reason why the inner halves need no rows.
    class Template:
        def __array_function__(self, func, types, args, kwargs):
            return func

    assert np.full(3, 1.0, like=Template()) is np.full
    assert np.arange(3, like=Template()) is np.arange


def test_every_ufunc_has_a_row():
    assert [u.__name__ for u in get_overridable_numpy_ufuncs() if ufunc_row(u) is None] == []
    assert UFUNCS.keys() == get_overridable_numpy_ufuncs()


def test_ufuncs_are_products_where_they_have_a_signature():
    products = {u.__name__ for u, row in UFUNCS.items() if row.structure is Structure.CONTRACT}
    assert products == {u.__name__ for u in UFUNCS if u.signature is not None}
    assert {row.structure for row in UFUNCS.values()} == {Structure.CONTRACT, Structure.ELEMENTWISE}


def test_ufuncs_of_others_have_no_row():
    assert ufunc_row(np.frompyfunc(abs, 1, 1)) is None


def test_functions_of_others_have_no_row():
    assert lookup(len) is None


@functions
def test_names_are_parameters_of_the_function(func):
    row = TABLE[func]
    parameters = _signature(func).parameters
    named = {*row.arrays, *row.values, *row.index, *row.axis, row.out, row.where} - {None}
    unknown = {name.lstrip("*") for name in named} - parameters.keys()
    assert unknown == _BEHIND_KWARGS.get(func, set())


_BEHIND_KWARGS = {np.clip: {"where"}, np.pad: {"constant_values", "end_values"}}


@functions
def test_parts_are_played_by_different_parameters_in_order(func):
    row = TABLE[func]
    every = [name for name in (*row.arrays, *row.values, *row.index, *row.axis, row.out, row.where) if name]
    assert len(every) == len(set(every))
    order = list(_signature(func).parameters)
    given = [order.index(name.lstrip("*")) for name in row.arrays]
    assert given == sorted(given) or row.structure is Structure.ASSIGN


@functions
def test_conventional_parameters_are_named(func):
    # Catches a row that forgets an out= or an axis=: metadata would be lost, or the wrong axis reduced.
    row = TABLE[func]
    parameters = _signature(func).parameters
    assert row.out == ("out" if "out" in parameters else None)
    if row.structure not in (Structure.CREATE, Structure.QUERY):
        assert {"axis", "axes", "axis1", "axis2", "axisa", "axisb", "axisc"} & parameters.keys() <= set(row.axis)
    for name in {"initial", "weights", "fill_value", "bins", "range", "period"} & parameters.keys():
        assert name in {value.lstrip("*") for value in row.values}


@functions
def test_arrays_are_named_except_where_there_are_none(func):
    assert TABLE[func].arrays or TABLE[func].structure is Structure.CREATE


@functions
def test_rearranging_functions_have_a_rule(func):
    assert TABLE[func].axes is not None or TABLE[func].structure is not Structure.REARRANGE


def test_reducing_functions_name_the_ufunc_they_are():
    a = np.array([[1.5, 0.0], [2.0, 3.0]])
    reducing = {func: row.reduces for func, row in TABLE.items() if row.reduces is not None}
    assert len(reducing) == 8
    for func, ufunc in reducing.items():
        np.testing.assert_array_equal(func(a, axis=1), ufunc.reduce(a, axis=1))


def _signature(func):
    return inspect.signature(func) if func not in SIGNATURES else _from_text(SIGNATURES[func])


def _from_text(text):
    return inspect.signature(eval(f"lambda {text}: None"))


# -- naming the arguments of a call ----------------------------------------------------------------------------------

A = np.arange(4.0)

CALLS = {
    "by position": (np.sum, (A, 0), {}, {"a": A, "axis": 0}),
    "by name": (np.sum, (A,), {"axis": 0, "initial": 1}, {"a": A, "axis": 0, "initial": 1}),
    "all by name": (np.sum, (), {"a": A}, {"a": A}),
    "positional-only": (np.where, (A > 1, A, -A), {}, {"condition": A > 1, "x": A, "y": -A}),
    "some positional-only": (np.where, (A > 1,), {}, {"condition": A > 1}),
    "positional-only and others": (np.concatenate, ([A, A],), {"axis": 0}, {"arrays": [A, A], "axis": 0}),
    "*args alone": (np.broadcast_arrays, (A, A), {}, {"args": (A, A)}),
    "*args and options": (np.einsum, ("i->", A), {"optimize": True}, {"operands": ("i->", A), "optimize": True}),
    "*args after others": (np.gradient, (A, 2.0), {"axis": 0}, {"f": A, "varargs": (2.0,), "axis": 0}),
    "*args not given": (np.gradient, (A,), {}, {"f": A}),
    "grids": (np.meshgrid, (A, A), {"indexing": "ij"}, {"xi": (A, A), "indexing": "ij"}),
    "open grids": (np.ix_, (A > 1,), {}, {"args": (A > 1,)}),
    "**kwargs": (np.pad, (A, 1), {"constant_values": 3}, {"array": A, "pad_width": 1, "constant_values": 3}),
    "nested lists": (np.block, ([[A], [A]],), {}, {"arrays": [[A], [A]]}),
    "written in C": (np.dot, (A, A), {"out": None}, {"a": A, "b": A, "out": None}),
    "only by keyword": (np.cumulative_sum, (A,), {"axis": 0}, {"x": A, "axis": 0}),
    "user function": (np.apply_along_axis, (np.quantile, 0, A, 0.5), {"method": "lower"},
                      {"func1d": np.quantile, "axis": 0, "arr": A, "args": (0.5,), "method": "lower"}),
}  # fmt: skip


@pytest.mark.parametrize(("func", "args", "kwargs", "bound"), CALLS.values(), ids=CALLS)
def test_bind_names_what_was_given_and_rebuild_makes_the_same_call(func, args, kwargs, bound):
    row = lookup(func)
    assert row is not None
    named = row.bind(func, args, kwargs)
    np.testing.assert_equal(named, bound)
    again, keywords = row.rebuild(func, named)
    np.testing.assert_equal(func(*again, **keywords), func(*args, **kwargs))


WRONG = {
    "missing": (np.sum, (), {}, "a"),
    "missing positional-only": (np.concatenate, (), {}, "arrays"),
    "too many": (np.ravel, (A, "C", 1), {}, "too many"),
    "twice": (np.sum, (A,), {"a": A}, "a"),
    "unknown": (np.sum, (A,), {"axes": 0}, "axes"),
    "positional-only by name": (np.where, (), {"condition": A}, "condition"),
    "missing before *args": (np.gradient, (), {}, "f"),
}


@pytest.mark.parametrize(("func", "args", "kwargs", "named"), WRONG.values(), ids=WRONG)
def test_wrong_arguments_raise_a_type_error_that_names_the_function(func, args, kwargs, named):
    row = lookup(func)
    with pytest.raises(TypeError, match=rf"^{func.__name__}\(\) .*{named}"):
        row.bind(func, args, kwargs)


def test_a_function_without_a_readable_signature_can_bring_its_own():
    row = Row(Structure.ELEMENTWISE, ("x",), signature="x, /, y=2, *rest, scale=1.5, **more")

    def opaque(*args, **kwargs): ...

    named = row.bind(opaque, (1, 2, 3), {"scale": 4, "extra": 5})
    assert named == {"x": 1, "y": 2, "rest": (3,), "scale": 4, "extra": 5}
    assert row.rebuild(opaque, named) == ((1, 2, 3), {"scale": 4, "extra": 5})
    assert row.rebuild(opaque, {"x": 1, "rest": (3,)}) == ((1, 2, 3), {})


# -- sections --------------------------------------------------------------------------------------------------------

ON_DEMAND = {
    *("numpy.fft", "numpy.strings", "numpy.char", "numpy.polynomial", "numpy.lib.recfunctions", "numpy.ma"),
    "numpy.testing",
}


def _run(code):
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_table_imports_no_part_of_numpy_that_numpy_itself_does_not():
    code = """
import sys
import numpy as np
before = set(sys.modules)
from metaarr._table import lookup, ufunc_row
assert lookup(np.sum) and not lookup(len) and ufunc_row(np.add) and ufunc_row(np.matmul)
print(*[name for name in set(sys.modules) - before if name.startswith("numpy")])
"""
    assert set(_run(code).split()) & ON_DEMAND == set()


@pytest.mark.parametrize(
    ("module", "name"),
    [("numpy.fft", "fft"), ("numpy.char", "equal"), ("numpy.lib.recfunctions", "drop_fields")],
)
def test_rows_of_a_module_are_found_once_it_is_imported(module, name):
    code = f"""
from metaarr._table import FUNCTIONS, lookup
assert lookup(len) is None
before = len(FUNCTIONS)
import {module}
assert lookup({module}.{name}) is not None
assert len(FUNCTIONS) > before
"""
    assert _run(code) == ""
