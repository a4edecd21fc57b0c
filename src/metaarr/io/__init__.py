"""Files: one module for each format, each importing its library only when a file is read or written.

NetCDF
    :func:`read_netcdf`, in ``netcdf.py``.

What the CF conventions spell otherwise than pint and NumPy do is known in one place, ``_cf.py``.
"""

from metaarr.io.netcdf import read_netcdf

__all__ = ["read_netcdf"]
