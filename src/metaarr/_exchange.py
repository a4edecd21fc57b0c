"""Methods that give an array to another library, whatever kinds of metadata it carries."""

from __future__ import annotations

from typing import Any


class WaysOut:
    """Mixin of the classes with units, masks or labels."""

    __slots__ = ()

    def to_pandas(self, *, copy: bool | None = True) -> Any:
        """The array as a Series, or a DataFrame if it has two axes; :func:`metaarr.from_pandas` is the exact way back.

        Parameters
        ----------
        copy
            As in :func:`numpy.array`: ``None`` shares memory where possible, ``False`` shares or raises ValueError.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2], "m", mask=[0, 1], dims="x", coords={"x": ["a", "b"]}, name="length")
        >>> series = x.to_pandas()
        >>> str(series.dtype), series.attrs["units"]
        ('Int64', 'meter')
        >>> mt.from_pandas(series)
        LabeledMaskedQuantity([ 1, --],
                              'meter',
                              dims=('x',), coords=(x), name='length')
        """
        from .interop.pandas import to_pandas

        return to_pandas(self, copy=copy)

    def to_arrow(self, *, copy: bool | None = None) -> Any:
        """The array as one of pyarrow; :func:`metaarr.from_arrow` is the exact way back.

        A mask becomes the bitmap of nulls. An array with a unit becomes one of an extension type that carries it,
        through files of Parquet and Feather too. Data are shared where Arrow has the same layout.

        Parameters
        ----------
        copy
            As in :func:`numpy.array`: ``None`` shares memory where possible, ``False`` shares or raises ValueError.

        Raises
        ------
        UnsupportedError
            If labels would be lost, or the array has not one axis.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2], mask=[0, 1]).to_arrow().to_pylist()
        [1, None]
        >>> str(mt.array([1.0], "m").to_arrow().type)
        'extension<metaarr.array<ArrayType>>'
        """
        from .interop.arrow import to_arrow

        return to_arrow(self, copy=copy)

    def __arrow_array__(self, type: Any = None) -> Any:  # noqa: A002  the protocol's name
        from .interop.arrow import for_pyarrow

        return for_pyarrow(self, type)

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_array__(requested_schema)

    def to_marray(self, *, copy: bool | None = True) -> Any:
        """The array as one of marray, masked arrays of the array API standard, on NumPy.

        Parameters
        ----------
        copy
            As in :func:`numpy.array`: ``False`` and ``None`` share the memory of data and mask.

        Raises
        ------
        UnsupportedError
            If a unit or labels would be lost.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2], mask=[0, 1]).to_marray()
        MArray(array([1, _]), array([False,  True]))
        """
        from .interop.marray import to_marray

        return to_marray(self, copy=copy)
