"""Every row of the table has a call in the catalogue, and what is refused of masked arrays is a list with reasons."""

import operator

import numpy as np
import pytest
from numpy.testing.overrides import get_overridable_numpy_ufuncs
from tests.properties.test_poison import MASK, VISIBLE

import metaarr as mt
from metaarr._table import complete
from metaarr.testing.calls import CALLS, SAMPLES


class Spy(np.ndarray):
    """Notes which functions and ufuncs ask its type."""

    asked: set = set()  # noqa: RUF012 (filled by the hooks)

    def __getitem__(self, key):
        return np.asarray(super().__getitem__(key)).view(Spy)

    def __array_function__(self, func, types, args, kwargs):
        Spy.asked.add(func)
        return _spied(func(*_bare(args), **_bare(kwargs)))

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        Spy.asked.add(ufunc)
        return _spied(getattr(ufunc, method)(*_bare(args), **_bare(kwargs)))


def _bare(value):
    if isinstance(value, Spy):
        return value.view(np.ndarray)
    if isinstance(value, dict):
        return {name: _bare(item) for name, item in value.items()}
    return type(value)(_bare(item) for item in value) if type(value) in (list, tuple) else value


def _spied(value):
    return value.view(Spy) if type(value) is np.ndarray else value


def _samples():
    """Every call of the catalogue with the arrays that it may be about."""
    numbers = [VISIBLE[dtype] for dtype in ("f8", "i8", "u1")]
    yield from ((name, call, numbers) for name, call in CALLS.items())
    for family, (sample, calls) in SAMPLES.items():
        yield from ((f"{family} {name}", call, [sample]) for name, call in calls.items())


@pytest.fixture(scope="module")
def asked():
    """Function or ufunc → the calls of the catalogue that reach it."""
    found = {}
    for name, call, arrays in _samples():
        for array in arrays:
            Spy.asked = set()
            with np.errstate(all="ignore"):
                _outcome(call, array.copy().view(Spy))
            for func in Spy.asked:
                found.setdefault(func, set()).add(name)
    return found


def _outcome(call, array):
    try:
        call(array)
    except Exception as error:  # noqa: BLE001 (NumPy refuses some calls for some dtypes)
        return error
    return None


@pytest.mark.filterwarnings("ignore")
def test_every_row_has_a_call(asked):
    # Operators ask nobody: they are rows of ours alone.
    missing = complete().keys() - asked.keys() - {operator.setitem, operator.eq, operator.ne}
    assert sorted(f"{func.__module__}.{func.__name__}" for func in missing) == []


@pytest.mark.filterwarnings("ignore")
def test_every_ufunc_has_a_call(asked):
    # Functions call those without a public name on bare data; test_poison_of_ufuncs.py calls every one itself.
    missing = {ufunc.__name__ for ufunc in get_overridable_numpy_ufuncs() - asked.keys()}
    # NumPy calls real and imag (2.5) for arrays of dtypes from outside alone; they have no loops of their own.
    assert {name for name in missing if not name.startswith("_")} <= {"clip", "real", "imag"}


MATRIX = "every number depends on the whole matrix"
FOURIER = "every coefficient depends on all elements"
POLYNOMIAL = "roots and quotients depend on every coefficient, and so do fits"
FILE = "NumPy's files have no place for a mask"

REFUSED = {
    **dict.fromkeys(
        (
            *("inv", "pinv", "det", "slogdet", "cond", "solve", "lstsq", "svd", "svdvals", "qr", "cholesky"),
            *("eig", "eigh", "eigvals", "eigvalsh", "matrix_rank", "tensorinv", "tensorsolve"),
        ),
        MATRIX,
    ),
    **dict.fromkeys(
        (
            *("fft", "ifft", "rfft", "irfft", "hfft", "ihfft", "fft2", "ifft2", "rfft2", "irfft2"),
            *("fftn", "ifftn", "rfftn", "irfftn"),
        ),
        FOURIER,
    ),
    **dict.fromkeys(("roots", "polyfit", "polydiv"), POLYNOMIAL),
    **dict.fromkeys(("save", "savez", "savez_compressed", "savetxt"), FILE),
}
"""Function that answers no call with a masked element → why."""

REFUSED_CALLS = {
    **dict.fromkeys(REFUSED, "see the function"),
    "norm_singular": MATRIX,
    "polyval": "coefficients belong to every value; points may be masked",
    "searchsorted": "a masked element has no place in the order of what is searched",
    "subtract.reduceat_plain_out": "out= has no place for the mask",
    "out_plain": "out= has no place for the mask",
    "full_like_masked": "a plain array has no place for the mask",
    "integers ix_positions": "a masked position is no position",
    "integers put_at": "a masked position is no position",
    "integers repeat_by": "a masked count is no count",
    "integers insert_at": "a masked position is no position",
    "integers delete_at": "a masked position is no position",
    "integers add.at_positions": "arrays with metadata in a tuple of indices",
    "records append_fields_short": "records would lack fields",
    "records stack_arrays_other": "records would lack fields",
    "records join_by_outer": "records would lack fields",
}
"""Call of the catalogue that is refused with a masked element, though it works without → why."""


def _refused():
    for name, call, arrays in _samples():
        if all(isinstance(_outcome(call, _masked(array)), mt.MetaArrayError) for array in arrays):
            yield name


def _masked(array):
    return mt.array(array, mask=MASK if array.ndim == 2 else MASK[1])


@pytest.mark.filterwarnings("ignore")
def test_calls_refused_with_a_masked_element():
    assert set(_refused()) == set(REFUSED_CALLS)


@pytest.mark.filterwarnings("ignore")
def test_functions_refused_with_a_masked_element(asked):
    refused = set(_refused())
    functions = {func.__name__ for func, calls in asked.items() if calls <= refused}
    assert functions == set(REFUSED)


@pytest.mark.filterwarnings("ignore")
def test_all_of_them_are_answered_where_nothing_is_masked():
    for name, call, arrays in _samples():
        works = any(_outcome(call, array.copy()) is None for array in arrays)
        refusals = [_outcome(call, mt.array(array, mask=False)) for array in arrays]
        if works and name not in _ALWAYS_REFUSED:
            assert not all(isinstance(error, mt.MetaArrayError) for error in refusals), f"{name}: {refusals[0]}"


_ALWAYS_REFUSED = {
    *("save", "savez", "savez_compressed", "savetxt", "integers add.at_positions", "records join_by_outer"),
    *("records append_fields_short", "records stack_arrays_other", "full_like_masked"),
}
