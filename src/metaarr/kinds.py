"""For authors of new kinds of metadata: what their answers are made of.

A kind is a subclass of one of the scopes (:class:`metaarr.PerArray`, :class:`metaarr.PerElement`,
:class:`metaarr.PerAxis`) that overrides the method of each structure of which it says something else. A method is given
a :class:`Call` and answers with a :class:`Proposal`.
"""

from ._axes.maps import NEW, Axis, AxisMap, JoinMap
from ._call import Call, FunctionCall, Operand, Role, UfuncCall
from ._field_units import measured
from ._kind import BAIL, Kind
from ._per_array import PerArray
from ._per_axis import PerAxis
from ._per_element import PerElement
from ._proposal import ABSENT, NOTHING, Each, Later, Proposal
from ._structure import Structure

__all__ = [
    "ABSENT",
    "BAIL",
    "NEW",
    "NOTHING",
    "Axis",
    "AxisMap",
    "Call",
    "Each",
    "FunctionCall",
    "JoinMap",
    "Kind",
    "Later",
    "Operand",
    "PerArray",
    "PerAxis",
    "PerElement",
    "Proposal",
    "Role",
    "Structure",
    "UfuncCall",
    "measured",
]
