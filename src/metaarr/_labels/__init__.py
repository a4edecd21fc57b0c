"""Labels: named axes and the coordinates along them.

- ``coord.py``      one coordinate
- ``lookup.py``     from labels to positions, built once for a coordinate
- ``keys.py``       a NumPy indexing key, read as what it does to each axis
- ``state.py``      what a labelled array carries, and how it follows every movement
- ``alignment.py``  what the labels of several operands become together
- ``terms.py``      labels as users write them, in the unit and the dtype of a coordinate
- ``selection.py``  ``sel``: labels, dates, quantities and slices of them, turned into positions
- ``times.py``      text as periods of time, and the fields of the calendar
- ``frequency.py``  ``"3h"``, ``"MS"``: how they are written, and how they cut time into periods
- ``groups.py``     groups as index arrays, and ``group_keys.py`` what they are made by
- ``grouped.py``    quick reductions of groups, on bare data
- ``windows.py``    quick reductions of sliding windows, on bare data
- ``naming.py``     names of axes in arguments, as numbers
- ``arranging.py``  operands brought to the axes of each other
- ``contraction.py``  which axes meet in a product
- ``binning.py``    edges of bins as coordinates of histograms
- ``kind.py``       the above, as answers to the structures of NumPy's functions

On the arrays themselves:

- ``arrays.py``     putting labels on arrays, masking, taking by position
- ``picking.py``    ``sel``, ``isel``, ``loc``
- ``pointwise.py``  elements picked one by one, by indexers that have dims of their own
- ``coords_view.py``  ``x.coords`` and ``x.attrs``
- ``operations.py``  ``where``, ``shift``, ``idxmax``, ``expand_dims`` …
- ``folding.py``    the reductions that groups, windows and blocks have in common
- ``groupby.py``    groups by labels, with ``groupby_bins.py`` by bins and ``resample.py`` by periods of time
- ``rolling.py``    windows, ``coarsen.py`` blocks, ``weighted.py`` weights
- ``interpolation.py``  ``interp``, with ``splines.py`` by scipy
- ``calculus.py``   derivatives and integrals
- ``fields.py``     ``x.dt``
- ``joining.py``    ``mt.concat``, ``mt.stack``, ``mt.outer``, ``mt.broadcast``
- ``aligning.py``   ``mt.align``, ``reindex``, ``combine_first``
- ``reshaping.py``  several dims made one, and back
- ``interface.py``  the attributes and methods of labelled arrays, each a few lines on the above; the methods are in
  ``interface_selection.py``, ``interface_labels.py``, ``interface_joining.py``, ``interface_groups.py``,
  ``interface_analysis.py``
- ``arguments.py``  names in a mapping or as keywords
"""
