"""How fast metaarr is beside plain NumPy and the libraries that carry one or two of units, masks and labels.

``make bench`` prints two tables. The first has, for each operation, kind of metadata and size, the time that a plain
ndarray takes and how many times as long each library takes. The second compares what metaarr promises
(``test_budgets.py``) with what was measured; a promise that does not hold fails the run. Choose among them with
``make bench ARGS="--sizes 1,1000 -k 'metaarr and sum'"``.

How it is measured:

- A statement is compiled by :mod:`timeit`, its operands being local variables, and repeated in a loop for about a
  millisecond: no call of a Python function is in the figure, only the loop's own few nanoseconds, on both sides.
- A library's round and NumPy's round alternate, so that a slow phase of the machine meets both. The fastest round of
  each counts, and their ratio is reported: what else the machine does can only add time.
- Every library is asked in its own words (``xr.concat`` for ``np.concatenate``). One that lacks an operation or a kind
  of metadata has no figure: there is no faking it from parts.
- ``b`` is ``a * 1.0`` and so shares its coordinates with ``a``, where the library shares them; ``c`` (of another unit)
  and ``d`` are made apart, with equal coordinates. What a library remembers about a pair of arrays is in the figure.
"""
