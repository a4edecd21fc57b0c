"""Every library is told about our arrays: imported before metaarr, after it, and in the workers of a pool."""

import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

import metaarr as mt

# NumPy's ufuncs are used where the library's own array would answer first if nobody told it.


def of_arrow(x):
    import pyarrow as pa

    assert pa.array(x).type.extension_name == "metaarr.array"


def of_astropy(x):
    from astropy import units as au

    assert isinstance(np.multiply([1.0, 2.0] * au.km, x), mt.MaskedQuantity)


def of_dask(x):
    import dask.array as da
    from dask.base import tokenize
    from distributed.protocol import deserialize, serialize

    assert tokenize(mt.array([1.0], "m")) != tokenize(mt.array([1.0], "s"))
    assert da.from_array(x, chunks=1).mean().compute().magnitude == 1
    assert isinstance(deserialize(*serialize(x)), mt.MaskedQuantity)


def of_marray(x):
    import marray

    array = marray.numpy.asarray(np.array([1.0, 2.0]), mask=np.array([False, False]))
    assert isinstance(array * x, mt.MaskedQuantity)


def of_matplotlib(x):
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    axes.plot(x)
    assert axes.get_ylabel() == "m"


def of_pandas(x):
    import pandas as pd

    with pytest.raises(mt.UnsupportedError, match="lose the metadata"):
        pd.Series(x)
    assert isinstance(np.multiply(pd.Series([1, 2]), x), mt.MaskedQuantity)


def of_pint(x):
    import pint

    assert isinstance(pint.Quantity(np.array([1.0, 2.0]), "km") * x, mt.MaskedQuantity)


def of_scipy_fft(x):
    from scipy import fft

    assert isinstance(fft.rfft(x.unmasked), mt.Quantity)


def of_scipy_special(x):
    from scipy import special

    assert isinstance(special.expit(x / mt.units.km), mt.MaskedQuantity)


def of_sparse(x):
    import sparse
    from scipy.sparse import csr_array

    assert isinstance(csr_array(np.eye(2)) @ x.unmasked, mt.Quantity)
    assert isinstance(sparse.COO(np.eye(2)) @ x.unmasked, mt.Quantity)


def of_unyt(x):
    import unyt

    assert isinstance(np.multiply(unyt.unyt_array([1.0, 2.0], "km"), x), mt.MaskedQuantity)


def of_xarray(x):
    import xarray as xr

    array = xr.DataArray(x, {"x": [0, 1]}, "x")
    assert isinstance(array.interp(x=[0]).data, mt.MaskedQuantity)
    assert array.metaarr.units == mt.units.m
    assert "meter" in repr(array.to_dataset(name="t"))


CHECKS = {
    "arrow": of_arrow,
    "astropy": of_astropy,
    "dask": of_dask,
    "marray": of_marray,
    "matplotlib": of_matplotlib,
    "_pandas_hooks": of_pandas,
    "pint": of_pint,
    "scipy_fft": of_scipy_fft,
    "scipy_special": of_scipy_special,
    "sparse": of_sparse,
    "unyt": of_unyt,
    "xarray": of_xarray,
}
"""Module with the adapter → what does not hold unless the library was told."""

HEAVY = {"jax", "tensorflow", "torch"}
"""Tested where these libraries are installed, in tests/heavy."""


def length():
    return mt.array([1.0, 2.0], "m", mask=[0, 1])


def test_every_adapter_is_tried():
    assert set(mt.interop.ADAPTERS.values()) == set(CHECKS) | HEAVY


def run(code):
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n" + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


LIBRARIES = (
    "astropy.units, astropy.utils.masked, dask.array, distributed, marray, matplotlib.figure, pandas, pint, pyarrow, "
    "scipy.fft, scipy.sparse, scipy.special, sparse, unyt, xarray"
)


@pytest.mark.parametrize(
    "imports",
    [f"import {LIBRARIES}; import metaarr", f"import metaarr; import {LIBRARIES}"],
    ids=["before", "after"],
)
def test_both_orders(imports):
    done = run(
        f"""
        {imports}
        import test_import_orders as here
        for name, check in here.CHECKS.items():
            check(here.length())
            print(name)
        """
    )
    assert done == list(CHECKS)


def worker(name, x):
    CHECKS[name](x)
    return name


def test_in_a_spawned_process():
    done = run(
        """
        import multiprocessing
        import test_import_orders as here
        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                for name in here.CHECKS:
                    print(pool.apply(here.worker, (name, here.length())))
        """
    )
    assert done == list(CHECKS)
