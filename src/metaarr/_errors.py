"""Every error that metaarr raises of its own.

::

    MetaArrayError
    ├── UnitsError
    │   ├── DimensionalityError   (TypeError; also pint.DimensionalityError)
    │   ├── OffsetUnitError       (TypeError; also pint.OffsetUnitCalculusError)
    │   └── UndefinedUnitError    (also pint.UndefinedUnitError)
    ├── MaskError                 (ValueError)
    ├── LabelsError
    │   ├── AlignmentError        (ValueError)
    │   ├── DimsError             (ValueError)
    │   └── LabelNotFoundError    (KeyError)
    └── UnsupportedError          (TypeError)

The pint classes join in when the error is raised (see ``_units/_pint.py``), so that importing metaarr does
not import pint.
"""


class MetaArrayError(Exception):
    """Base of all errors that metaarr raises of its own."""


class UnitsError(MetaArrayError):
    """Something is wrong with a unit."""


class DimensionalityError(UnitsError, TypeError):
    """Two quantities of different dimensions met where they must agree."""


class OffsetUnitError(UnitsError, TypeError):
    """The operation has no single answer for a unit with an offset or a logarithm (degC, dBm …)."""


class UndefinedUnitError(UnitsError):
    """No unit of that name is known to the registry."""


class MaskError(MetaArrayError, ValueError):
    """A mask does not fit, or a masked element has no value to give."""


class LabelsError(MetaArrayError):
    """Something is wrong with dims or coordinates."""


class AlignmentError(LabelsError, ValueError):
    """The coordinates of two operands differ along a dim that they share."""


class DimsError(LabelsError, ValueError):
    """A dim is unknown, duplicated, or of another length than its axis."""


class LabelNotFoundError(LabelsError, KeyError):
    """A coordinate holds no such label."""

    # KeyError prints the repr of its argument; a message with line breaks and quotes should read as it is.
    __str__ = Exception.__str__


class UnsupportedError(MetaArrayError, TypeError):
    """There is no rule for this function, or it has no meaning for a kind of metadata that is present."""
