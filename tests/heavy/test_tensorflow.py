"""TensorFlow: into ours and out with shared memory, and what its operators and functions do with our arrays."""

import operator
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf
from refusals import ARRAYS, BINARY, NUMPY, refused

import metaarr as mt


class TestInto:
    def test_shares_memory_and_is_read_only(self):
        t = tf.reshape(tf.range(6.0), (2, 3))
        x, again = mt.from_any(t, "m", dims=("a", "b")), mt.from_any(t, "m")
        assert type(x) is mt.LabeledQuantity
        assert np.asarray(x).tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
        assert np.shares_memory(np.asarray(x), np.asarray(again))

    def test_without_metadata_is_plain(self):
        assert type(mt.from_any(tf.ones(2))) is np.ndarray

    def test_copies(self):
        t = tf.zeros(2)
        shared = np.asarray(mt.from_any(t, "m", copy=False))
        for x in (mt.array(t, "m"), mt.from_any(t, "m", copy=True)):
            assert not np.shares_memory(np.asarray(x), shared)

    @pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "int8", "int64", "bool", "complex64"])
    def test_dtypes(self, dtype):
        t = tf.cast(tf.ones(2), dtype)
        assert mt.from_any(t, mask=[0, 1]).dtype == t.dtype.as_numpy_dtype

    def test_variables(self):
        assert np.asarray(mt.from_any(tf.Variable([1.0, 2.0]), "m")).tolist() == [1.0, 2.0]

    def test_text(self):
        assert mt.from_any(tf.constant(["a", "b"]), mask=[0, 1]).tolist() == [b"a", None]

    @pytest.mark.parametrize(
        "make", [lambda: tf.ragged.constant([[1], [1, 2]]), lambda: tf.sparse.from_dense([[1.0, 0.0]])]
    )
    def test_ragged_and_sparse_ones_are_refused(self, make):
        with pytest.raises(mt.UnsupportedError, match="means of its library"):
            mt.from_any(make(), "m")


class TestOut:
    def test_magnitude(self):
        x = mt.array([1.0, 2.0], "m")
        back = mt.from_any(tf.constant(x.magnitude), x.units)
        assert (back == x).all()
        assert back.dtype == x.dtype

    def test_loss_is_refused(self):
        with pytest.raises(mt.UnsupportedError, match=r"x\.magnitude"):
            tf.experimental.dlpack.from_dlpack(mt.array([1.0], "m").__dlpack__())


@pytest.mark.parametrize("x", ARRAYS)
@pytest.mark.parametrize("name", BINARY)
def test_operators_are_refused_in_both_orders(name, x):
    t = tf.ones(x.shape, dtype=tf.float64)
    if name == "@":  # which takes matrices only
        x, t = np.stack([x, x]), tf.ones((2, 2), dtype=tf.float64)
    refused(BINARY[name], x.copy(), t)
    refused(BINARY[name], t, x.copy())


@pytest.mark.parametrize("name", sorted(BINARY.keys() - {"@", "+=", "*="}))  # variables have the last two for nobody
def test_operators_of_variables_are_refused(name):
    x, t = mt.array([1.0, 2.0], "m"), tf.Variable([1.0, 2.0], dtype=tf.float64)
    refused(BINARY[name], x.copy(), t)
    refused(BINARY[name], t, x.copy())


@pytest.mark.parametrize("name", NUMPY)
def test_functions_of_numpy_are_refused_in_both_orders(name):
    x, t = mt.array([1.0, 2.0], "m"), tf.ones(2, dtype=tf.float64)
    refused(NUMPY[name], x, t)
    refused(NUMPY[name], t, x)


def _only(a, b):
    return a if isinstance(a, mt.MetaArray) else b


FUNCTIONS = {
    "add": lambda a, b: tf.add(a, b),
    "where": lambda a, b: tf.where([True, False], a, b),
    "reduce_sum": lambda a, b: tf.reduce_sum(_only(a, b)),
    "convert_to_tensor": lambda a, b: tf.convert_to_tensor(_only(a, b)),
    "cast": lambda a, b: tf.cast(_only(a, b), tf.float32),
    "Variable.assign": lambda a, b: tf.Variable([0.0, 0.0], dtype=tf.float64).assign(_only(a, b)),
    "Variable.assign_add": lambda a, b: tf.Variable([0.0, 0.0], dtype=tf.float64).assign_add(_only(a, b)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_tensorflow_are_refused_in_both_orders(name):
    x, t = mt.array([1.0, 2.0], "m"), tf.ones(2, dtype=tf.float64)
    refused(FUNCTIONS[name], x, t)
    refused(FUNCTIONS[name], t, x)


def test_operands_of_traced_functions_are_refused():
    x = mt.array([1.0, 2.0], "m")
    with pytest.raises(Exception, match="metaarr meets a tensorflow"):
        tf.function(lambda t: t * x)(tf.ones(2, dtype=tf.float64))


def test_what_still_reads_the_buffer():
    """The list of docs/limits.md; it may only shrink."""
    x, t = mt.array([1.0, 2.0], "m"), tf.ones(2, dtype=tf.float64)
    assert tf.constant(x).numpy().tolist() == [1.0, 2.0]
    assert tf.multiply(t, x).numpy().tolist() == [1.0, 2.0]
    assert tf.stack([x, t]).numpy().tolist() == [[1.0, 2.0], [1.0, 1.0]]
    assert tf.concat([x, t], 0).numpy().tolist() == [1.0, 2.0, 1.0, 1.0]
    assert tf.sqrt(x**2 / x).numpy()[0] == 1.0
    assert tf.equal(t, x).numpy().tolist() == [True, False]


@pytest.mark.parametrize("order", ["tensorflow as tf, metaarr as mt", "metaarr as mt, tensorflow as tf"])
def test_either_library_may_be_imported_first(order):
    code = f"""
import {order}
try:
    tf.ones(2) * mt.array([1.0, 2.0], "m")
except mt.UnsupportedError:
    print("refused", mt.from_any(tf.ones(1), "m"))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "refused [1.] meter\n"


def test_a_class_of_ours_made_later_refuses_too():
    class Later(mt.Quantity):
        note = mt.PerArray(default="")

    refused(operator.mul, tf.ones(2, dtype=tf.float64), Later([1.0, 2.0], "m"))
