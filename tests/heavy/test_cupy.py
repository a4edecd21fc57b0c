"""CuPy's own arrays without a GPU: what they are known by, and the operations in which ours is asked first.

An array is made on memory that CuPy does not own, so nothing runs on a device. What CuPy answers when it is asked first
is documented; ``tests/interop/test_dlpack.py`` has a stand-in that answers so.
"""

import cupy
import numpy as np
import pytest
from refusals import BINARY, NUMPY, refused

import metaarr as mt


@pytest.fixture(scope="module")
def array():
    host = np.arange(1.0, 3.0)
    memory = cupy.cuda.UnownedMemory(host.ctypes.data, host.nbytes, host, 0)
    return cupy.ndarray((2,), np.float64, memptr=cupy.cuda.MemoryPointer(memory, 0))


def test_protocols_are_those_of_the_stand_in():
    names = ("__array__", "__array_ufunc__", "__array_function__", "__cuda_array_interface__", "__dlpack_device__")
    assert all(hasattr(cupy.ndarray, name) for name in (*names, "get"))


@pytest.mark.parametrize("name", sorted(BINARY.keys() - {"=="}))
def test_operators_of_ours_are_refused(name, array):
    refused(BINARY[name], mt.array([1.0, 2.0], "m"), array)


@pytest.mark.parametrize("name", sorted(NUMPY.keys() - {"dot", "where", "einsum", "searchsorted"}))
def test_functions_of_ours_and_theirs_are_refused(name, array):
    refused(NUMPY[name], mt.array([1.0, 2.0], "m"), array)
