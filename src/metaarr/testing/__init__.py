"""For tests of code that works on arrays: assertions, strategies for hypothesis, and a conformance kit.

=========================  ============================================================================================
:func:`assert_identical`   two arrays are the same in every respect
:func:`assert_allclose`    two arrays are the same up to roundings, in any unit of one dimension
:func:`arrays`             hypothesis strategy: arrays of any class, downstream ones too, and any layout in memory
:func:`units`              hypothesis strategy: units
:func:`masks`              hypothesis strategy: masks
:func:`labels`             hypothesis strategy: dims, coordinates, name and attributes
:func:`check_conformance`  a subclass of ndarray is asked about every row of NumPy's and Python's protocols
:class:`Conformance`       the same as tests to inherit from, one for each row
=========================  ============================================================================================

The assertions need nothing else; the strategies import hypothesis when they are first asked for.
"""

from typing import TYPE_CHECKING, Any

from .assertions import assert_allclose, assert_identical

if TYPE_CHECKING:
    from .conformance import Conformance, check_conformance
    from .strategies import arrays, labels, masks, units

__all__ = [
    "Conformance",
    "arrays",
    "assert_allclose",
    "assert_identical",
    "check_conformance",
    "labels",
    "masks",
    "units",
]

_NEED_HYPOTHESIS = frozenset({"arrays", "labels", "masks", "units"})
_OF_THE_KIT = frozenset({"Conformance", "check_conformance"})


def __getattr__(name: str) -> Any:
    if name in _NEED_HYPOTHESIS:
        from . import strategies

        return getattr(strategies, name)
    if name in _OF_THE_KIT:
        from . import conformance

        return getattr(conformance, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
