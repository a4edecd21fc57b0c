"""What type checkers make of users' code: checked by mypy and by pyright, and run by ``test_types.py``."""

from collections.abc import Iterator
from typing import Any, assert_type

import numpy as np
from numpy.typing import NDArray

import metaarr as mt
from metaarr import units as u

plain = np.array([1.0, 2.0])

# --- making arrays: the class says what was given ---

q = mt.array([1.0, 2.0], "m")
m = mt.array([1.0, 2.0], mask=[False, True])
x = mt.array([1.0, 2.0], dims="x")
mq = mt.array([1.0, 2.0], "m", mask=[False, True])
xq = mt.array([1.0, 2.0], "m", dims="x", coords={"x": [10, 20]})
xm = mt.array([1.0, 2.0], mask=[False, True], dims=("x",))
xmq = mt.array([1.0, 2.0], "m", [False, True], "x", {"x": [10, 20]}, name="height", attrs={"source": "drawn"})

assert_type(q, mt.Quantity)
assert_type(m, mt.MaskedArray)
assert_type(x, mt.LabeledArray)
assert_type(mq, mt.MaskedQuantity)
assert_type(xq, mt.LabeledQuantity)
assert_type(xm, mt.LabeledMaskedArray)
assert_type(xmq, mt.LabeledMaskedQuantity)

assert_type(mt.array(plain, u.m), mt.Quantity)
assert_type(mt.array(plain, u.m, dtype="f4", copy=None, order="F"), mt.Quantity)
floats: NDArray[np.float64] = np.zeros(2)
assert_type(mt.array(floats), NDArray[np.float64])
assert_type(mt.array(mq), mt.MaskedQuantity)
assert_type(mt.asarray(plain, "m", mask=True), mt.MaskedQuantity)
assert_type(mt.asarray(xq), mt.LabeledQuantity)
assert_type(mt.Quantity(plain, "m"), mt.Quantity)

assert_type(mt.zeros(3, "m"), mt.Quantity)
assert_type(mt.ones((2, 3)), NDArray[Any])
assert_type(mt.empty(3, u.m), mt.Quantity)
assert_type(mt.full(3, 1.5, "m"), mt.Quantity)
assert_type(mt.arange(3, units="m"), mt.Quantity)
assert_type(mt.linspace(0, 1, 5, units="m"), mt.Quantity)
assert_type(mt.linspace(0 * u.m, 1 * u.km), mt.Quantity)
assert_type(mt.eye(3, units="m"), mt.Quantity)

# --- units ---

assert_type(u.m, mt.Unit)
assert_type(u.m / u.s, mt.Unit)
assert_type(u.m**2, mt.Unit)
assert_type(3 * u.m, mt.Quantity)
assert_type(2.5 / u.s, mt.Quantity)
numbers = [1, 2, 3]  # mypy looks no further than list for a list that is written out
assert_type(numbers * u.km, mt.Quantity)
assert_type(q.units, mt.Unit)
assert_type(q.unit, mt.Unit)
assert_type(q.to("km"), mt.Quantity)
assert_type(xmq.to(u.km), mt.LabeledMaskedQuantity)
assert_type(q.to_base_units(), mt.Quantity)
assert_type(q.is_compatible_with("km"), bool)
assert_type(q.check("[length]"), bool)
q.ito("km")

# --- what drops one kind ---

assert_type(q.magnitude, NDArray[Any])
assert_type(q.m, NDArray[Any])
assert_type(mq.magnitude, mt.MaskedArray)
assert_type(xq.magnitude, mt.LabeledArray)
assert_type(xmq.magnitude, mt.LabeledMaskedArray)
assert_type(m.unmasked, NDArray[Any])
assert_type(mq.filled(0 * u.m), mt.Quantity)
assert_type(xmq.filled(), mt.LabeledQuantity)
assert_type(mq.compressed(), mt.Quantity)
assert_type(xmq.unlabeled, mt.MaskedQuantity)
assert_type(x.unlabeled, NDArray[Any])

# --- masks and labels ---

assert_type(mq.mask, NDArray[np.bool_])
assert_type(mq.hardmask, bool)
assert_type(mq.harden_mask(), mt.MaskedQuantity)
assert_type(xq.dims, tuple[str | None, ...])
assert_type(xmq.name, str | None)
assert_type(xmq.isel(x=0), mt.LabeledMaskedQuantity)
assert_type(xmq.sel(x=10), mt.LabeledMaskedQuantity)
assert_type(xq.rename(x="y"), mt.LabeledQuantity)
assert_type(xq.assign_coords(y=3), mt.LabeledQuantity)
mq.mask = [False, False]

# --- slicing and iterating ---

assert_type(q[0], mt.Quantity)
assert_type(xmq[1:], mt.LabeledMaskedQuantity)
assert_type(mq[mq > 1 * u.m], mt.MaskedQuantity)
assert_type(iter(mq), Iterator[mt.MaskedQuantity])
assert_type([element for element in q], list[mt.Quantity])  # noqa: C416
q[0] = 3 * u.m
mq[0] = mt.masked  # the mask of the result follows

# --- arithmetic: a result has the kinds of both operands ---

assert_type(q + q, mt.Quantity)
assert_type(q * 2, mt.Quantity)
assert_type(2 * q, mt.Quantity)
assert_type(q * plain, mt.Quantity)
assert_type(q / (2 * u.s), mt.Quantity)
assert_type(q * m, mt.MaskedQuantity)
assert_type(m * q, mt.MaskedQuantity)
assert_type(x * q, mt.LabeledQuantity)
assert_type(q * x, mt.LabeledQuantity)
assert_type(x * m, mt.LabeledMaskedArray)
assert_type(m * x, mt.LabeledMaskedArray)
assert_type(x * mq, mt.LabeledMaskedQuantity)
assert_type(mq * x, mt.LabeledMaskedQuantity)
assert_type(xq - mq, mt.LabeledMaskedQuantity)
assert_type(xm * q, mt.LabeledMaskedQuantity)
assert_type(xmq + q, mt.LabeledMaskedQuantity)
assert_type(m * u.km, mt.MaskedQuantity)
assert_type(q**2, mt.Quantity)
assert_type(-mq, mt.MaskedQuantity)
assert_type(abs(q), mt.Quantity)
assert_type(q @ q, mt.Quantity)
q += 1 * u.cm
assert_type(q, mt.Quantity)

# --- comparison: truth values have no unit ---

assert_type(q < 3 * u.m, NDArray[np.bool_])
assert_type(q == q, NDArray[np.bool_])
assert_type(mq >= q, mt.MaskedArray)
assert_type(q >= mq, mt.MaskedArray)
assert_type(xq != q, mt.LabeledArray)
assert_type(xq < mq, mt.LabeledMaskedArray)

# --- methods ---

assert_type(xmq.mean("x"), mt.LabeledMaskedQuantity)
assert_type(mq.sum(), mt.MaskedQuantity)
assert_type(mq.sum(axis=0, skip_masked=False), mt.MaskedQuantity)
assert_type(xq.std("x", ddof=1), mt.LabeledQuantity)
assert_type(q.max(), mt.Quantity)
assert_type(q.cumsum(), mt.Quantity)
assert_type(q.reshape(2, 1), mt.Quantity)
assert_type(q.reshape((2, 1)), mt.Quantity)
assert_type(xq.transpose("x"), mt.LabeledQuantity)
assert_type(q.T, mt.Quantity)
assert_type(mq.real, mt.MaskedQuantity)
assert_type(q.astype("f4"), mt.Quantity)
assert_type(q.copy(), mt.Quantity)
assert_type(q.ravel(), mt.Quantity)
assert_type(q.round(2), mt.Quantity)
assert_type(float(q[0] / u.m), float)


# --- NumPy's functions take them, and classes are arrays ---


def norm(values: NDArray[Any]) -> float:
    return float(np.sqrt((np.asarray(values) ** 2).sum()))


norm(q.magnitude)
norm(q)
quantity: mt.Quantity = xmq
masked: mt.MaskedArray = xmq
labelled: mt.LabeledArray = xmq
anything: mt.MetaArray = q
np.concatenate([q, q])
np.mean(q)


def _mistakes() -> None:
    """Each of these is a mistake to both type checkers: an ignore that is not needed is one to mypy."""
    plain.units  # type: ignore[attr-defined]
    m.to("km")  # type: ignore[attr-defined]
    q.mask  # type: ignore[attr-defined]
    (q < q).units  # type: ignore[attr-defined]
    mq.magnitude.units  # type: ignore[attr-defined]
    xq.unlabeled.dims  # type: ignore[attr-defined]
    mt.array([1.0], "m").sel(x=1)  # type: ignore[attr-defined]
    wrong: mt.MaskedArray = q  # type: ignore[assignment]
    q.units = 3  # type: ignore[assignment]
    mt.array([1.0], "m", maks=[True])  # type: ignore[call-overload]
    xmq.isel(1)  # type: ignore[arg-type]
