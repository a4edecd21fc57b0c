"""Labels: named axes and the coordinates along them.

- ``coord.py``      one coordinate
- ``lookup.py``     from labels to positions, built once for a coordinate
- ``keys.py``       a NumPy indexing key, read as what it does to each axis
- ``state.py``      what a labelled array carries, and how it follows every movement
- ``alignment.py``  what the labels of several operands become together
- ``selection.py``  ``sel``: labels, dates, quantities and slices of them, turned into positions
- ``groups.py``     groups as index arrays
- ``naming.py``     names of axes in arguments, as numbers
- ``arranging.py``  operands brought to the axes of each other
- ``contraction.py``  which axes meet in a product
- ``kind.py``       the above, as answers to the structures of NumPy's functions

On the arrays themselves:

- ``arrays.py``     putting labels on arrays, masking, taking by position
- ``picking.py``    ``sel``, ``isel``, ``loc``
- ``coords_view.py``  ``x.coords`` and ``x.attrs``
- ``operations.py``  ``where``, ``shift``, ``idxmax``, ``expand_dims`` …
- ``folding.py``    the reductions that ``groupby.py`` and ``rolling.py`` have in common; ``weighted.py`` has its own
- ``joining.py``    ``mt.align``, ``mt.concat``, ``mt.stack``, ``mt.outer``
- ``interface.py``  the attributes and methods of labelled arrays, each a few lines on the above
"""
