"""What is larger than memory, or nested deeper than arrays can be, is refused soon and without a trace."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

HUGE = 10**12

PRELUDE = """
    import resource
    import numpy as np
    import metaarr as mt
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    huge = 10**12
    one = np.broadcast_to(1.0, (huge,))
    quantity = mt.asarray(one, "m")
    pair = mt.array([1.0, 2.0], mask=[0, 1])
    both = np.broadcast_to(pair, (huge, 2))
"""

# A view of one element works; what would need memory for all of them raises.
PROGRAM = """
    assert quantity.shape == (huge,) and str(quantity[:2]) == "[1. 1.] meter"
    assert "--" in repr(both) and both[:1].mask.tolist() == [[False, True]]
    assert mt.asarray(one, "m", dims="x")[3:5].dims == ("x",)
    assert "..." in repr(quantity)
    calls = [
        lambda: quantity + quantity,
        lambda: quantity.to("km"),
        lambda: quantity.copy(),
        lambda: mt.array(one, "m"),
        lambda: mt.asarray(one, mask=False),
        lambda: mt.asarray(one, "m", mask=True),
        lambda: mt.asarray(one, mask=np.broadcast_to(True, (huge,))),
        lambda: both + 1,
        lambda: np.concatenate([quantity, quantity]),
        lambda: np.add.outer(np.broadcast_to(pair[0], (10**7,)), np.broadcast_to(pair[0], (10**7,))),
        lambda: np.pad(pair, (0, huge)),
        lambda: np.tile(pair, huge),
        lambda: np.histogram(mt.array([1.0, 2.0], "m"), huge),
        lambda: mt.zeros((huge,), "m"),
        lambda: mt.full((huge,), 1, "m"),
        lambda: mt.arange(0, 1e13, units="m"),
        lambda: mt.linspace(0, 1, huge, units="m"),
        lambda: mt.eye(10**7, units="m"),
        lambda: mt.array([1.0, 2.0], dims="x", coords={"x": [1, 2]}).reindex(x=one),
    ]
    for number, call in enumerate(calls):
        try:
            call()
        except MemoryError:
            continue
        raise SystemExit(f"call {number} did not raise")
    assert pair.mask.tolist() == [False, True] and (pair + 1).compressed().tolist() == [2.0]
"""


def test_larger_than_memory():
    code = textwrap.dedent(PRELUDE) + textwrap.dedent(PROGRAM)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("shape", [-1, (2, -1), 2**62, (2**40, 2**40), (1,) * 65])
def test_shapes_that_no_array_has(shape):
    for make in (mt.zeros, mt.ones, mt.empty):
        with pytest.raises(ValueError, match=r"dimension|too big|too large"):
            make(shape, "m")


def test_as_many_axes_as_there_can_be():
    x = mt.array(np.full((1,) * 64, 2.0), "m", mask=False, dims=[f"d{i}" for i in range(64)])
    assert (x.sum().magnitude.unlabeled, x.ndim, x.sum("d63").ndim) == (2.0, 64, 63)


def nested(depth, item):
    for _ in range(depth):
        item = [item]
    return item


@pytest.mark.parametrize("depth", [65, 500, 50_000])
@pytest.mark.parametrize(
    "make",
    [
        lambda deep: mt.array(deep(1.0), "m"),
        lambda deep: mt.array(deep(1 * u.m)),
        lambda deep: mt.array(deep(mt.masked)),
        lambda deep: mt.array([1.0], mask=deep(True)),
        lambda deep: mt.array([1.0], dims=deep("x")),
        lambda deep: mt.array([1.0], dims="x", coords={"x": deep(1)}),
        lambda deep: mt.array([1.0], "m") + deep(1.0),
        lambda deep: mt.array([1.0, 2.0], mask=[0, 1])[deep(0)],
        lambda deep: mt.array([1.0, 2.0], mask=[0, 1]).__setitem__(0, deep(1.0)),
    ],
)
def test_lists_nested_too_deep(make, depth):
    with pytest.raises((ValueError, IndexError, TypeError)) as caught:
        make(lambda item: nested(depth, item))
    assert len(str(caught.value)) < 2000


def test_lists_that_hold_themselves():
    ring = []
    ring.append(ring)
    for call in (lambda: mt.array(ring), lambda: mt.array(ring, "m"), lambda: mt.array([1.0], "m") + ring):
        with pytest.raises(ValueError, match="dimension"):
            call()


def test_long_chains_of_views():
    x = mt.array(np.arange(3000.0), dims="x", coords={"x": np.arange(3000)})
    y = x
    for _ in range(2500):
        y = y[1:]
    assert (y.coords["x"][0].unlabeled, len(y)) == (2500, 500)


def test_attributes_nested_deep():
    attrs = inner = {}
    for _ in range(50_000):
        inner["a"] = inner = {}
    x = mt.array([1.0], dims="x", attrs=attrs)
    assert (x + x).shape == np.concatenate([x, x])[:1].shape == (1,)
    assert "LabeledArray" in repr(x)
