"""PyTorch: into ours and out with shared memory, and no operation or function that loses metadata without a word."""

import operator
import subprocess
import sys

import numpy as np
import pytest
import torch
from refusals import ARRAYS, BINARY, NUMPY, refused

import metaarr as mt


class TestInto:
    def test_shares_memory(self):
        t = torch.arange(6.0, dtype=torch.float64).reshape(2, 3)
        x = mt.from_any(t, "m", dims=("a", "b"))
        assert type(x) is mt.LabeledQuantity
        t[0, 1] = 50.0
        assert np.asarray(x)[0, 1] == 50.0
        x[1, 2] = 7 * mt.units.km
        assert t[1, 2].item() == 7000.0

    def test_without_metadata_is_plain(self):
        assert type(mt.from_any(torch.ones(2))) is np.ndarray

    def test_array_copies(self):
        t = torch.zeros(2)
        x = mt.array(t, "m")
        t[0] = 5.0
        assert np.asarray(x).tolist() == [0.0, 0.0]
        assert np.shares_memory(np.asarray(mt.asarray(t, "m")), t.numpy())
        assert np.shares_memory(np.asarray(mt.from_any(t, "m", copy=False)), t.numpy())
        assert not np.shares_memory(np.asarray(mt.from_any(t, "m", copy=True)), t.numpy())

    def test_strides(self):
        t = torch.arange(12.0).reshape(3, 4).T[::2]
        assert np.asarray(mt.from_any(t, "m")).tolist() == t.tolist()

    @pytest.mark.parametrize("dtype", ["float16", "float32", "int8", "int64", "uint8", "bool", "complex64"])
    def test_dtypes(self, dtype):
        x = mt.from_any(torch.ones(2, dtype=getattr(torch, dtype)), mask=[0, 1])
        assert x.dtype == np.dtype(dtype)

    def test_lists_of_tensors(self):
        x = mt.array([torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])], "m")
        assert np.asarray(x).tolist() == [[1.0, 2.0], [3.0, 4.0]]

    def test_gradients_are_not_cut_in_silence(self):
        with pytest.raises(RuntimeError, match="detach"):
            mt.from_any(torch.ones(2, requires_grad=True), "m")

    def test_dtypes_that_numpy_has_not(self):
        with pytest.raises(TypeError, match="BFloat16"):
            mt.from_any(torch.ones(2, dtype=torch.bfloat16), "m")

    def test_other_devices_and_layouts_are_refused(self):
        with pytest.raises(mt.UnsupportedError, match=r"lies on meta.*t.cpu\(\)"):
            mt.from_any(torch.ones(2).to("meta"), "m")
        with pytest.raises(TypeError, match="Sparse"):
            mt.from_any(torch.ones(2).to_sparse(), "m")


class TestOut:
    def test_magnitude_shares_memory(self):
        x = mt.array([1.0, 2.0], "m")
        t = torch.from_dlpack(x.magnitude)
        t[0] = 9.0
        assert np.asarray(x)[0] == 9.0

    def test_what_has_nothing_to_lose_goes_as_it_is(self):
        x = mt.array([1.0, 2.0], "", mask=[False, False])
        assert torch.from_dlpack(x).data_ptr() == x.ctypes.data

    @pytest.mark.parametrize(
        ("x", "remedy"),
        [
            (mt.array([1.0], "m"), "x.magnitude"),
            (mt.array([1.0], "percent"), "x.magnitude"),
            (mt.array([1.0], mask=[True]), r"x.filled\(value\) or x.unmasked"),
            (mt.array([1.0], dims="t"), "x.unlabeled"),
        ],
    )
    def test_loss_is_refused(self, x, remedy):
        with pytest.raises(mt.UnsupportedError, match=remedy):
            torch.from_dlpack(x)


@pytest.mark.parametrize("x", ARRAYS)
@pytest.mark.parametrize("name", BINARY)
def test_operators_are_refused_in_both_orders(name, x):
    t = torch.ones(x.shape, dtype=torch.float64)
    refused(BINARY[name], x.copy(), t)
    if name != "==":  # see below
        refused(BINARY[name], t, x.copy())


@pytest.mark.parametrize("name", NUMPY)
def test_functions_of_numpy_are_refused_in_both_orders(name):
    x, t = mt.array([1.0, 2.0], "m"), torch.ones(2, dtype=torch.float64)
    refused(NUMPY[name], x, t)
    refused(NUMPY[name], t, x)


FUNCTIONS = {
    "add": lambda a, b: torch.add(a, b),
    "where": lambda a, b: torch.where(torch.tensor([True, False]), a, b),
    "stack": lambda a, b: torch.stack([a, b]),
    "cat": lambda a, b: torch.cat([a, b]),
    "dot": lambda a, b: torch.dot(a, b),
    "eq": lambda a, b: torch.eq(a, b),
    "softmax": lambda a, b: torch.nn.functional.softmax(a if type(b) is torch.Tensor else b, 0),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_torch_are_refused_in_both_orders(name):
    x, t = mt.array([1.0, 2.0], "m"), torch.ones(2, dtype=torch.float64)
    refused(FUNCTIONS[name], x, t)
    refused(FUNCTIONS[name], t, x)


def test_units_of_ours():
    with pytest.raises(TypeError):
        torch.ones(2) + mt.units.m


def test_assignment_into_a_tensor_is_refused():
    with pytest.raises(TypeError):
        operator.setitem(torch.ones(2), slice(None), mt.array([1.0, 2.0], "m"))


def test_what_still_reads_the_buffer():
    """The list of docs/limits.md; it may only shrink."""
    x = mt.array([1.0, 2.0], "m")
    for read in (torch.tensor, torch.as_tensor, torch.from_numpy, torch.asarray):
        assert read(x).tolist() == [1.0, 2.0]
    assert (torch.ones(2) == x).tolist() == [True, False]


@pytest.mark.parametrize("order", ["torch, metaarr as mt", "metaarr as mt, torch"])
def test_either_library_may_be_imported_first(order):
    code = f"""
import {order}
try:
    torch.ones(2) * mt.array([1.0, 2.0], "m")
except mt.UnsupportedError:
    print("refused", mt.from_any(torch.ones(1), "m"))
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "refused [1.] meter\n"


def test_a_class_of_ours_made_later_refuses_too():
    class Later(mt.Quantity):
        note = mt.PerArray(default="")

    refused(operator.mul, torch.ones(2), Later([1.0, 2.0], "m"))


def test_importing_metaarr_does_not_import_torch():
    code = "import sys, metaarr as mt; mt.from_any([1.0], 'm'); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
