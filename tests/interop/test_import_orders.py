"""pandas, xarray, pyarrow and marray are told about our arrays: imported before metaarr, after it, and in workers."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

LIBRARIES = ("pandas", "xarray", "pyarrow", "marray")

CHECK = """
    import numpy as np
    q = mt.array([1.0, 2.0], "m", mask=[0, 1])
    import pandas, xarray, pyarrow, marray
    array = marray.numpy.asarray(np.array([1.0, 2.0]), mask=np.array([False, False]))
    for found in (np.multiply(pandas.Series([1, 2]), q), array * q, np.multiply(pyarrow.array([1, 2]), q)):
        assert isinstance(found, mt.MaskedQuantity), type(found)
    da = xarray.DataArray(q, {"x": [0, 1]}, "x")
    assert isinstance(da.interp(x=[0]).data, mt.MaskedQuantity)
    assert da.metaarr.units == mt.units.m
    assert "meter" in repr(da.to_dataset(name="t"))
    try:
        pandas.Series(q)
    except mt.UnsupportedError:
        print("told")
"""


def run(code):
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("order", [(*LIBRARIES, "metaarr"), ("metaarr", *LIBRARIES)], ids=["before", "after"])
def test_both_orders(order):
    for name in LIBRARIES:
        pytest.importorskip(name)
    imports = "; ".join(f"import {name}" for name in order)
    assert run(f"{imports}; import metaarr as mt\n" + textwrap.dedent(CHECK)) == ["told"]


def worker(x):
    import pandas as pd

    with pytest.raises(TypeError, match="lose the metadata"):
        pd.Series(x)
    return str((pd.Series([1.0, 2.0]) * x).units)


def test_in_a_spawned_process():
    pytest.importorskip("pandas")
    code = f"""
        import multiprocessing, sys
        import metaarr as mt
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import test_import_orders
        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.apply(test_import_orders.worker, (mt.array([1.0, 2.0], "m"),)))
    """
    assert run(code) == ["meter"]
