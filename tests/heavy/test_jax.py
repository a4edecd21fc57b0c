"""JAX: into ours and out with shared memory, and no operation or function that loses metadata without a word."""

import operator
import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from refusals import ARRAYS, BINARY, NUMPY, refused

import metaarr as mt


class TestInto:
    def test_shares_memory_and_is_read_only(self):
        t = jnp.arange(6.0).reshape(2, 3)
        x = mt.from_any(t, "m", dims=("a", "b"))
        assert type(x) is mt.LabeledQuantity
        assert np.asarray(x).tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
        assert x.ctypes.data == t.unsafe_buffer_pointer()
        assert not x.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            x[0, 0] = 5 * mt.units.m

    def test_without_metadata_is_plain(self):
        assert type(mt.from_any(jnp.ones(2))) is np.ndarray

    def test_copies(self):
        t = jnp.zeros(2)
        for x in (mt.array(t, "m"), mt.from_any(t, "m", copy=True)):
            assert x.flags.writeable
            assert x.ctypes.data != t.unsafe_buffer_pointer()
        assert mt.from_any(t, "m", copy=False).ctypes.data == t.unsafe_buffer_pointer()

    @pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "int8", "int32", "bool", "complex64"])
    def test_dtypes(self, dtype):
        t = jnp.ones(2, dtype=dtype)
        assert mt.from_any(t, mask=[0, 1]).dtype == t.dtype

    def test_traced_arrays_have_no_elements(self):
        with pytest.raises(TypeError, match="traced array"):
            jax.jit(lambda t: mt.from_any(t, "m"))(jnp.ones(2))


class TestOut:
    def test_magnitude(self):
        x = mt.array(np.arange(64.0, dtype=np.float32), "m")
        back = mt.from_any(jnp.asarray(x.magnitude), x.units)
        assert (back == x).all()
        assert back.dtype == x.dtype

    def test_dlpack_shares_memory(self):
        raw = np.zeros(64 + 16, np.float32)  # JAX shares memory that begins at a multiple of 64 bytes
        start = (-raw.ctypes.data % 64) // 4
        x = mt.array(raw[start : start + 64], "m", copy=False)
        assert jnp.from_dlpack(x.magnitude).unsafe_buffer_pointer() == x.ctypes.data

    def test_loss_is_refused(self):
        with pytest.raises(mt.UnsupportedError, match=r"x\.magnitude"):
            jnp.from_dlpack(mt.array([1.0], "m"))


@pytest.mark.parametrize("x", ARRAYS)
@pytest.mark.parametrize("name", BINARY)
def test_operators_are_refused_in_both_orders(name, x):
    t = jnp.ones(x.shape)
    refused(BINARY[name], x.copy(), t)
    refused(BINARY[name], t, x.copy())


@pytest.mark.parametrize("name", NUMPY)
def test_functions_of_numpy_are_refused_in_both_orders(name):
    x, t = mt.array([1.0, 2.0], "m"), jnp.ones(2)
    refused(NUMPY[name], x, t)
    refused(NUMPY[name], t, x)


def _only(a, b):
    return a if isinstance(a, mt.MetaArray) else b


FUNCTIONS = {
    "add": lambda a, b: jnp.add(a, b),
    "matmul": lambda a, b: jnp.matmul(a, b),
    "where": lambda a, b: jnp.where(jnp.array([True, False]), a, b),
    "stack": lambda a, b: jnp.stack([a, b]),
    "concatenate": lambda a, b: jnp.concatenate([a, b]),
    "exp": lambda a, b: jnp.exp(_only(a, b)),
    "sum": lambda a, b: jnp.sum(_only(a, b)),
    "jit": lambda a, b: jax.jit(lambda c, d: c + d)(a, b),
    "closed over": lambda a, b: jax.jit(lambda c: c * _only(a, b))(jnp.ones(2)),
    "grad": lambda a, b: jax.grad(lambda c: (c**2).sum())(_only(a, b)),
    "vmap": lambda a, b: jax.vmap(lambda c: c)(_only(a, b)),
    "device_put": lambda a, b: jax.device_put(_only(a, b)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_jax_are_refused_in_both_orders(name):
    x, t = mt.array([1.0, 2.0], "m"), jnp.ones(2)
    for _ in range(2):  # JAX remembers what it compiled
        refused(FUNCTIONS[name], x, t)
        refused(FUNCTIONS[name], t, x)


def test_operands_of_traced_functions_are_refused():
    x = mt.array([1.0, 2.0], "m")
    refused(lambda t, y: jax.jit(lambda s: y * s)(t), jnp.ones(2), x)
    refused(lambda t, y: jax.jit(lambda s: np.multiply(y, s))(t), jnp.ones(2), x)


def test_what_still_reads_the_buffer():
    """The list of docs/limits.md; it may only shrink."""
    x = mt.array([1.0, 2.0], "m")
    assert jnp.asarray(x).tolist() == [1.0, 2.0]
    assert jnp.array(x).tolist() == [1.0, 2.0]
    assert jnp.ones(2).at[:].set(x).tolist() == [1.0, 2.0]
    assert jax.lax.add(jnp.ones(2), np.float32(1) * x.astype(np.float32)).tolist() == [2.0, 3.0]


@pytest.mark.parametrize("order", ["jax, metaarr as mt", "metaarr as mt, jax"])
def test_either_library_may_be_imported_first(order):
    code = f"""
import {order}
try:
    jax.numpy.ones(2) * mt.array([1.0, 2.0], "m")
except TypeError:
    print("refused", mt.from_any(jax.numpy.ones(1), "m"))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "refused [1.] meter\n"


def test_a_class_of_ours_made_later_refuses_too():
    class Later(mt.Quantity):
        note = mt.PerArray(default="")

    refused(operator.mul, jnp.ones(2), Later([1.0, 2.0], "m"))
