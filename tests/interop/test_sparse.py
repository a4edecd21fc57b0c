"""scipy.sparse and PyData/Sparse: products and element-wise operations, and nothing dense by accident."""

import operator
import subprocess
import sys

import numpy as np
import pytest
import scipy.sparse
import sparse

import metaarr as mt
from metaarr import units as u

DENSE = np.array([[2.0, 0.0, 0.0], [0.0, 0.0, 3.0]])
MAKERS = {
    "csr_array": scipy.sparse.csr_array,
    "csc_array": scipy.sparse.csc_array,
    "coo_array": scipy.sparse.coo_array,
    "dia_array": scipy.sparse.dia_array,
    "dok_array": scipy.sparse.dok_array,
    "csr_matrix": scipy.sparse.csr_matrix,
    "COO": sparse.COO.from_numpy,
    "GCXS": sparse.GCXS.from_numpy,
}
ARRAYS = sorted(MAKERS.keys() - {"csr_matrix"})
"""Those whose '*' goes element by element."""

RNG = np.random.default_rng(7)
VECTOR, MATRIX = RNG.normal(size=3), RNG.normal(size=(3, 2))


@pytest.fixture(params=sorted(MAKERS))
def matrix(request):
    return MAKERS[request.param](DENSE)


@pytest.fixture(params=ARRAYS)
def array(request):
    return MAKERS[request.param](DENSE)


class TestProducts:
    def test_from_the_left(self, matrix):
        x = mt.array(VECTOR, "m", dims="x", coords={"x": [1, 2, 3]})
        for result in (matrix @ x, np.matmul(matrix, x), matrix.dot(x)):
            assert type(result) is mt.LabeledQuantity
            assert (result.units, result.dims) == (u.m, (None,))
            np.testing.assert_allclose(np.asarray(result), DENSE @ VECTOR)

    def test_from_the_right(self, matrix):
        y = mt.array(MATRIX.T, "km/h", dims=("time", "x"), coords={"time": [10, 20]})
        result = y @ matrix.T
        assert type(result) is mt.LabeledQuantity
        assert (result.units, result.dims) == (u("km/h"), ("time", None))
        assert result.coords["time"].tolist() == [10, 20]
        np.testing.assert_allclose(np.asarray(result), MATRIX.T @ DENSE.T)

    def test_with_a_matrix(self, matrix):
        result = matrix @ mt.array(MATRIX, "m")
        assert type(result) is mt.Quantity
        np.testing.assert_allclose(np.asarray(result), DENSE @ MATRIX)

    def test_dimensionless_percents_are_not_taken_for_numbers(self, matrix):
        result = matrix @ mt.array(VECTOR, "percent")
        np.testing.assert_allclose(result.m_as(""), DENSE @ VECTOR / 100)

    def test_dtypes(self, matrix):
        x = mt.array(np.arange(3).astype(np.float32), "m")
        assert (matrix.astype(np.float32) @ x).dtype == np.float32

    def test_downstream_classes_keep_what_belongs_to_the_whole(self, matrix):
        class Spectrum(mt.Quantity):
            instrument = mt.PerArray(default="")

        result = matrix @ Spectrum(VECTOR, "m", instrument="one")
        assert type(result) is Spectrum
        assert result.instrument == "one"

    def test_masks_are_refused(self, matrix):
        x = mt.array(VECTOR, "m", mask=[0, 1, 0])
        for act in (lambda: matrix @ x, lambda: x @ matrix.T, lambda: matrix.dot(x)):
            with pytest.raises(mt.UnsupportedError, match=r"filled\(value\)"):
                act()
        np.testing.assert_allclose(np.asarray(matrix @ x.filled(0 * u.m)), DENSE @ (VECTOR * [1, 0, 1]))

    def test_nothing_of_the_matrix_size_is_allocated(self):
        size = 10**6  # its dense form would have terabytes
        matrix = scipy.sparse.csr_array(([2.0], ([3], [size - 1])), shape=(size, size))
        x = mt.array(np.ones(size), "m")
        assert np.asarray(matrix @ x)[[0, 3]].tolist() == [0.0, 2.0]
        assert np.asarray(x @ matrix)[[0, size - 1]].tolist() == [0.0, 2.0]

    def test_shapes_that_do_not_fit(self, matrix):
        with pytest.raises(ValueError):  # noqa: PT011  each library has words of its own
            matrix @ mt.array([1.0, 2.0], "m")


OPERATIONS = {
    "*": operator.mul,
    "/": operator.truediv,
    "+": operator.add,
    "-": operator.sub,
    "<": operator.lt,
    "==": operator.eq,
    "multiply": np.multiply,
    "maximum": np.maximum,
}


class TestElementWise:
    @pytest.mark.parametrize("ours_first", [True, False])
    @pytest.mark.parametrize("name", OPERATIONS)
    @pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning", "ignore:invalid value:RuntimeWarning")
    def test_as_with_the_dense_array(self, array, name, ours_first):
        mask = np.array([[True, False, False], [False, False, True]])
        units = "m" if name in "*/multiply" else ""
        x = mt.array(DENSE + 1, units, mask=mask, dims=("a", "b"))
        pair = (x, array) if ours_first else (array, x)
        dense = (x, DENSE) if ours_first else (DENSE, x)
        result, expected = OPERATIONS[name](*pair), OPERATIONS[name](*dense)
        assert type(result) is type(expected)
        assert str(getattr(result, "units", "")) == str(getattr(expected, "units", ""))
        assert result.dims == ("a", "b")
        np.testing.assert_array_equal(result.mask, expected.mask)
        np.testing.assert_array_equal(np.asarray(result)[~result.mask], np.asarray(expected)[~expected.mask])

    def test_numbers_and_metres_do_not_add_up(self, array):
        x = mt.array(DENSE + 1, "m")
        for act in (lambda: array + x, lambda: x + array, lambda: array - x, lambda: array < x):
            with pytest.raises(mt.DimensionalityError):
                act()
        assert not (array == x).any()

    @pytest.mark.parametrize("other", [2 * u.m, mt.array([1.0, 2.0, 3.0], "m"), mt.array([[1.0], [2.0]], "m")])
    def test_nothing_becomes_dense_that_was_not(self, array, other):
        for act in (lambda: array * other, lambda: other * array, lambda: np.multiply(array, other)):
            with pytest.raises(mt.UnsupportedError, match=r"dense array of shape \(2, 3\)"):
                act()

    def test_the_product_of_spmatrix_is_ambiguous(self):
        matrix, x = scipy.sparse.csr_matrix(DENSE), mt.array(DENSE, "m")
        for act in (lambda: matrix * x, lambda: x * matrix, lambda: matrix.multiply(x)):
            with pytest.raises(mt.UnsupportedError, match=r"S @ x.*csr_array"):
                act()

    def test_methods_of_scipy(self):
        result = scipy.sparse.csr_array(DENSE).multiply(mt.array(DENSE, "m"))
        assert type(result) is mt.Quantity
        np.testing.assert_array_equal(np.asarray(result), DENSE**2)


class TestRefusals:
    @pytest.mark.parametrize(
        "act",
        [
            lambda s, x: np.concatenate([x, s]),
            lambda s, x: np.dot(s, x),
            lambda s, x: np.dot(x, s),
            lambda s, x: np.where(x > 0 * u.m, x, s),
            lambda s, x: np.add.outer(s, x),
            lambda s, x: np.add.reduce(s, initial=x[0, 0]),
            lambda s, x: np.copyto(x, s),
            lambda s, x: operator.setitem(x, 0, s),
            lambda s, x: operator.imul(x, s),
            lambda s, x: np.add(x, x, out=s),
            lambda s, x: np.matmul(s, x.T, out=np.zeros((2, 2))),
            lambda s, x: s @ np.stack([x.T, x.T]),
            lambda s, x: s * u.m,
            lambda s, x: u.m * s,
            lambda s, x: mt.array(s),
            lambda s, x: mt.asarray(s, "m"),
            lambda s, x: mt.from_any(s, "m"),
            lambda s, x: mt.array([s, s]),
            lambda s, x: mt.Quantity(s, "m"),
        ],
    )
    def test_no_other_way_in(self, matrix, act):
        x = mt.array(DENSE + 1, "m")
        before = np.array(x)
        with pytest.raises(TypeError):
            act(matrix, x)
        np.testing.assert_array_equal(np.asarray(x), before)

    def test_the_error_names_the_dense_form(self, matrix):
        name = "toarray" if hasattr(matrix, "toarray") else "todense"
        with pytest.raises(mt.UnsupportedError, match=rf"from_any\(x\.{name}\(\), units\)"):
            mt.from_any(matrix)
        assert np.asarray(mt.from_any(getattr(matrix, name)(), "m", copy=True)).tolist() == DENSE.tolist()


def test_out_of_ours():
    x = mt.array(DENSE, "m")
    matrix = scipy.sparse.csr_array(x.magnitude)
    assert (mt.from_any(matrix.toarray(), x.units) == x).all()


def test_operations_without_ours_are_as_ever(matrix):
    np.testing.assert_allclose(matrix @ VECTOR, DENSE @ VECTOR)
    assert np.asarray((matrix + matrix).todense()).tolist() == (2 * DENSE).tolist()


@pytest.mark.parametrize(
    ("order", "made"),
    [("scipy.sparse, metaarr as mt", "scipy.sparse.eye_array(2)"), ("metaarr as mt, sparse", "sparse.eye(2)")],
)
def test_either_library_may_be_imported_first(order, made):
    code = f"import {order}; print({made} @ mt.array([1.0, 2.0], 'm'))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[1. 2.] meter\n"
