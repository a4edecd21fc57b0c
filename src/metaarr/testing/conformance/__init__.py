"""The conformance kit finds out whether a subclass of ndarray keeps what its arrays mean.

:func:`check_conformance` asks one class about every row of a checklist of NumPy's and Python's protocols, with every
ufunc in all its methods and every function, and gives a report of what passes, refuses, leaks, is lost silently or is
wrong. :class:`Conformance` is the same as a class of tests to inherit from, one test for each row.

The oracles know no function of NumPy and share no code with the classes that they judge (``judge.py``).
"""

from .checking import Conformance, check_conformance
from .fields import ABSENT, Field
from .report import Finding, Report, Verdict
from .rows import ROWS, Row

__all__ = [
    "ABSENT",
    "ROWS",
    "Conformance",
    "Field",
    "Finding",
    "Report",
    "Row",
    "Verdict",
    "check_conformance",
]
