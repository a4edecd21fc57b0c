"""Labels: named axes and the coordinates along them.

- ``coord.py``      one coordinate
- ``lookup.py``     from labels to positions, built once for a coordinate
- ``keys.py``       a NumPy indexing key, read as what it does to each axis
- ``state.py``      what a labelled array carries, and how it follows every movement
- ``alignment.py``  what the labels of several operands become together
- ``selection.py``  ``sel``: labels, dates, quantities and slices of them, turned into positions
- ``groups.py``     groups, bins and rolling windows as index arrays
- ``kind.py``       the above, as answers to the structures of NumPy's functions
"""
