"""The kind of uncertainties, against the package ``uncertainties`` and against numerical derivatives."""

import copy
import pickle

import numpy as np
import pytest
from influence import NAMES, jacobians, outcome
from kinds.propagation import BY_OPERAND
from kinds.uncertainty import Uncertainty
from uncertainties import ufloat, umath, unumpy

import metaarr as mt
from metaarr import units as u
from metaarr.testing.calls import CALLS

DATA = np.array([[0.15, 0.62, 0.31, 0.47], [0.83, 0.22, 0.54, 0.91], [0.38, 0.76, 0.11, 0.69]])
SIGMA = np.array([[0.01, 0.02, 0.03, 0.04], [0.05, 0.06, 0.07, 0.08], [0.09, 0.10, 0.11, 0.12]])


class Measured(mt.Quantity):
    sigma = Uncertainty()


class Field(Measured, mt.LabeledMaskedQuantity):
    """With everything else."""


def bare(x):
    return np.asarray(x.sigma)


def close(x, values):
    """Nominal values and standard deviations are those of an array of ``uncertainties``."""
    np.testing.assert_allclose(np.asarray(x), unumpy.nominal_values(values), rtol=1e-12)
    np.testing.assert_allclose(bare(x), unumpy.std_devs(values), rtol=1e-12, atol=1e-15)


# --- against the package ------------------------------------------------------------------------------------

SPELLED = {
    np.arcsin: "asin", np.arccos: "acos", np.arctan: "atan", np.arctan2: "atan2", np.arcsinh: "asinh",
    np.arccosh: "acosh", np.arctanh: "atanh",
}  # fmt: skip
OWN = {
    np.add: lambda a, b: a + b,
    np.subtract: lambda a, b: a - b,
    np.multiply: lambda a, b: a * b,
    np.true_divide: lambda a, b: a / b,
    np.power: lambda a, b: a**b,
    np.float_power: lambda a, b: a**b,
    np.positive: lambda a: +a,
    np.conjugate: lambda a: +a,
    np.absolute: lambda a: umath.sqrt(a * a),
    np.fabs: lambda a: umath.sqrt(a * a),
    np.negative: lambda a: -a,
    np.square: lambda a: a**2,
    np.reciprocal: lambda a: 1 / a,
    np.cbrt: lambda a: a ** (1 / 3),
    np.exp2: lambda a: 2**a,
    np.log2: lambda a: umath.log(a, 2),
}


@pytest.mark.parametrize("ufunc", BY_OPERAND, ids=lambda ufunc: ufunc.__name__)
def test_ufuncs_as_the_package(ufunc):
    """A wrong sign or factor in a derivative, or operands confused."""
    rng = np.random.default_rng(1)
    lift = 1 if ufunc is np.arccosh else 0
    numbers = [(rng.uniform(0.1, 0.9, 20) + lift, rng.uniform(0.01, 0.1, 20)) for _ in range(ufunc.nin)]
    x = ufunc(*(Measured(n, sigma=s) for n, s in numbers))
    scalar = OWN.get(ufunc) or getattr(umath, SPELLED.get(ufunc, ufunc.__name__))
    close(x, np.array([scalar(*pair) for pair in zip(*(unumpy.uarray(n, s) for n, s in numbers), strict=True)]))


def _variance(x, ddof=0):
    return sum((x - x.mean()) ** 2) / (len(x) - ddof)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda x: x.sum(), lambda x: x.sum()),
        (lambda x: np.mean(x), lambda x: x.mean()),
        (lambda x: x.mean(where=np.arange(6) % 2 == 0), lambda x: x[::2].mean()),
        (lambda x: x.var(), _variance),
        (lambda x: np.var(x, ddof=1), lambda x: _variance(x, 1)),
        (lambda x: np.std(x, correction=1), lambda x: umath.sqrt(_variance(x, 1))),
        (lambda x: np.cumsum(x), lambda x: np.cumsum(x)),
        (lambda x: x - x, lambda x: x - x),
        (lambda x: x * x, lambda x: x * x),
        (lambda x: x / x, lambda x: x / x),
        (lambda x: x - x[::-1], lambda x: x - x[::-1]),
        (lambda x: x[1:] - x[:-1], lambda x: x[1:] - x[:-1]),
        (lambda x: np.multiply.outer(x, x), lambda x: np.multiply.outer(x, x)),
        (lambda x: 2 / x + 1, lambda x: 2 / x + 1),
        (lambda x: x**3, lambda x: x**3),
        (lambda x: np.sort(x), lambda x: x[np.argsort(unumpy.nominal_values(x))]),
    ],
)
def test_reductions_and_shared_elements_as_the_package(ours, theirs):
    n, s = np.array([0.7, 0.2, 0.9, 0.4, 0.5, 0.3]), np.array([0.01, 0.05, 0.02, 0.04, 0.03, 0.06])
    close(ours(Measured(n, sigma=s)), np.asarray(theirs(unumpy.uarray(n, s))))


def test_copies_are_taken_as_independent():
    """What the docstring says: the package knows that they are not."""
    x = Measured([2.0], sigma=0.1)
    close(x - x.copy(), np.array([ufloat(2, 0.1) - ufloat(2, 0.1)]))


# --- against numerical derivatives --------------------------------------------------------------------------

COPIED_BEFORE = {"iadd"}
"""Calls that first copy the array and then use it with the copy: a correlation that the kind says it does not know."""
NO_STEPS = {"astype", "format"}
"""Single precision has no digits for the steps of numerical derivatives, and plain arrays take no format."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in COPIED_BEFORE | NO_STEPS])
def test_every_function(name):
    """Each function propagates to first order, is refused, or its results do not depend on the values at all."""
    x = Measured(DATA, sigma=SIGMA)
    results = outcome(CALLS[name], x, DATA)
    for leaf, jacobian in zip(results, jacobians(CALLS[name], DATA) if results else [], strict=True):
        if jacobian is None:
            assert not isinstance(leaf, np.ndarray) or leaf.dtype.kind not in "fc"
            continue
        terms = jacobian * SIGMA.reshape(-1, *[1] * (jacobian.ndim - 1))
        expected = np.sqrt((np.abs(terms) ** 2).sum(axis=0))
        if hasattr(leaf, "sigma"):
            assert leaf.sigma.shape == leaf.shape
            np.testing.assert_allclose(bare(leaf), expected, rtol=1e-5, atol=1e-8)
        else:
            assert not np.nan_to_num(expected).any()
    np.testing.assert_array_equal(bare(Measured(DATA, sigma=SIGMA)), SIGMA)


@pytest.mark.parametrize("name", NAMES)
def test_units_do_not_matter(name):
    """A conversion of the data that forgets the uncertainties, or one too many."""
    arrays = Measured(DATA, "m", sigma=SIGMA), Measured(DATA * 100, "cm", sigma=SIGMA * 100)
    for one, other in zip(*(outcome(CALLS[name], x, DATA) for x in arrays), strict=True):
        assert hasattr(one, "sigma") == hasattr(other, "sigma")
        if hasattr(one, "sigma"):
            np.testing.assert_allclose(np.asarray(other.sigma.to(one.sigma.units)), bare(one), rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("order", [(Measured, mt.LabeledMaskedQuantity), (mt.LabeledMaskedQuantity, Measured)])
def test_with_a_mask_and_labels(order):
    """Masked elements contribute nothing; dims that lie in another order are brought to one, uncertainties too."""
    cls = type("Both", order, {})
    mask = DATA > 0.8
    x = cls(DATA, "m", mask=mask, dims=("y", "x"), sigma=SIGMA)
    total = x.sum("y")
    np.testing.assert_allclose(bare(total), np.sqrt(np.where(mask, 0, SIGMA**2).sum(0)))
    assert type(total) is cls
    assert total.dims == ("x",)
    both = x + x.transpose("x", "y").copy()
    np.testing.assert_allclose(bare(both)[~mask], np.sqrt(2) * SIGMA[~mask])
    same = x - x.transpose("x", "y")
    assert not bare(same)[~mask].any()


# --- life ----------------------------------------------------------------------------------------------------


def test_given_and_shown_in_the_unit_of_differences():
    x = Measured([20.0, 25.0], "degC", sigma=0.9 * u.delta_degF)
    assert x.sigma.units == u.delta_degC
    np.testing.assert_allclose(bare(x), 0.5)
    x.sigma = [0.1, 0.2]
    np.testing.assert_allclose(bare(x.to("kelvin")), [0.1, 0.2])
    with pytest.raises(mt.UnitsError, match="second"):
        x.sigma = 1 * u.s


def test_means_on_a_scale_with_an_offset():
    x = Measured([20.0, 25.0], "degC", sigma=[0.3, 0.4])
    assert x.mean().sigma.units == u.delta_degC
    np.testing.assert_allclose(bare(x.mean()), 0.25)


@pytest.mark.parametrize("fold", [np.sum, np.mean, np.cumsum])
def test_views_that_repeat_elements_are_not_folded(fold):
    """Repeated elements that are taken for independent ones."""
    x = Measured(DATA[0], "m", sigma=SIGMA[0])
    for view in (np.broadcast_to(x, (3, 4)), np.lib.stride_tricks.sliding_window_view(x, 2)):
        with pytest.raises(mt.UnsupportedError, match="sigma"):
            fold(view)
    np.testing.assert_allclose(bare(np.sum(x[::2])), np.hypot(0.01, 0.03))


def test_complex_numbers_are_refused():
    with pytest.raises(TypeError, match="complex"):
        np.sqrt(Measured([1j], sigma=0.1))


def test_negative_ones_are_refused():
    with pytest.raises(ValueError, match="at least 0"):
        Measured([1.0], "m", sigma=-1)


@pytest.mark.parametrize("call", [np.max, np.median, np.round, np.floor, lambda x: x % 2, lambda x: x @ x, np.prod])
def test_without_a_derivative_refused(call):
    with pytest.raises(mt.UnsupportedError, match="no rule for sigma"):
        call(Measured(DATA[0], sigma=SIGMA[0]))


def test_outputs_without_room_are_refused():
    x, out = Measured([1.0], "m", sigma=0.1), mt.Quantity([7.0], "m")
    with pytest.raises(mt.UnsupportedError, match="sigma"):
        np.add(x, x, out=out)
    with pytest.raises(mt.UnsupportedError, match="sigma"):
        out[0] = x[0]
    assert out[0] == 7 * u.m
    inside = Measured([1.0], "cm")
    np.add(x, x[:], out=inside)
    np.testing.assert_allclose(bare(inside), 20)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies(again):
    x = Field(DATA, "m", mask=DATA > 0.5, dims=("y", "x"), sigma=SIGMA)
    y = again(x)
    assert type(y) is Field
    np.testing.assert_array_equal(bare(y), SIGMA)
    assert not np.shares_memory(bare(y), bare(x))
