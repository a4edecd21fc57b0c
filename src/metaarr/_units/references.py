"""References to units: what a declaration says of the unit of one value.

======================  ================================================================================
``"m/s"``, a ``Unit``   that unit
``"[length]/[time]"``   any unit of that dimension
``"=A"``                whatever unit the value has, which is called A from here on
``"=A**2 / B"``         a unit worked out from others
a function              the same, for what the algebra of units cannot say: called with the units
======================  ================================================================================

A reference is read and checked where it is written; what it refers to is looked up at each call, in the names that the
arguments of that call have given to units.
"""

from __future__ import annotations

import ast
import inspect
import keyword
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from .._errors import UnitsError
from . import _pint
from .conversion import convertible
from .unit import DIMENSIONLESS, Unit, as_unit

Names: TypeAlias = dict[str, Unit]
"""What the arguments of one call have called their units."""


class Reference(Protocol):
    """What a declaration says of the unit of one value."""

    @property
    def defines(self) -> str | None:
        """The name that it gives to a unit."""

    @property
    def needs(self) -> frozenset[str]:
        """Names that must have a unit before it is looked up."""

    def target(self, given: Unit | None, names: Names, site: str) -> Unit | None:
        """Give the unit to convert to; None where the value is to stay as it is.

        Parameters
        ----------
        given
            The value's own unit, None for a bare one.
        names
            Units by name; a reference that defines one adds it.
        site
            Where the value stands, for errors.
        """


class InUnit:
    """A unit, by itself or by its text, which is read anew at each call: a new definition may change its meaning."""

    defines: str | None = None
    needs: frozenset[str] = frozenset()

    def __init__(self, unit: str | Unit) -> None:
        self.unit = unit

    def target(self, given: Unit | None, names: Names, site: str) -> Unit:
        """Give the unit."""
        return as_unit(self.unit)

    def __str__(self) -> str:
        return f"'{self.unit or 'dimensionless'}'"


class OfDimension:
    """Any unit of one dimension: checked, and nothing is converted."""

    defines: str | None = None
    needs: frozenset[str] = frozenset()

    def __init__(self, dimension: str) -> None:
        self.dimension = dimension
        self.free = not _pint.read_dimensions(dimension)

    def target(self, given: Unit | None, names: Names, site: str) -> Unit | None:
        """Check the dimension; a bare value is left to the caller."""
        if given is None:
            return DIMENSIONLESS if self.free else None
        if not given.check(self.dimension):
            raise _pint.dimensionality_error(
                f"{site} is in '{given}' ({given.dimensionality}), and {self.dimension} is expected; "
                "pass a quantity of that dimension",
                given,
                self.dimension,
            )
        return given

    def __str__(self) -> str:
        return self.dimension


class Called:
    """Whatever unit the value has; the first value gives the name its unit, later ones are converted to it."""

    needs: frozenset[str] = frozenset()

    def __init__(self, name: str) -> None:
        self.defines = name

    def target(self, given: Unit | None, names: Names, site: str) -> Unit:
        """Give the unit of that name, the value's own if it is the first."""
        unit = names.get(self.defines)
        if unit is None:
            unit = names[self.defines] = given or DIMENSIONLESS
        return unit

    def __str__(self) -> str:
        return f"'={self.defines}'"


class Related:
    """A unit worked out from named ones: a product of powers."""

    defines: str | None = None

    def __init__(self, text: str, tree: ast.expr) -> None:
        self.text = text
        self.tree = tree
        self.needs = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))

    def target(self, given: Unit | None, names: Names, site: str) -> Unit:
        """Work the unit out."""
        unit = _evaluated(self.tree, _of(self.needs, names, f"{site} is declared as {self}"))
        assert isinstance(unit, Unit)
        return unit

    def __str__(self) -> str:
        return f"'={self.text}'"


class Computed:
    """A unit that a function gives, asked with the units whose names are those of its parameters."""

    defines: str | None = None

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.needs = frozenset(inspect.signature(function).parameters)

    def target(self, given: Unit | None, names: Names, site: str) -> Unit:
        """Ask the function."""
        return as_unit(self.function(**_of(self.needs, names, f"{site} is declared as {self}")))

    def __str__(self) -> str:
        return f"what {getattr(self.function, '__name__', self.function)} gives"


def _of(needs: frozenset[str], names: Names, what: str) -> Names:
    """Give the units of some names."""
    missing = sorted(needs - names.keys())
    if missing:
        raise UnitsError(f"{what}, and nothing has given {', '.join(missing)} a unit yet")
    return {name: names[name] for name in needs}


def read(spec: Any, *, checked: bool = True) -> Reference:
    """Read what a declaration says of one unit.

    Parameters
    ----------
    spec
        What was written.
    checked
        Whether the text of a unit is looked up now, which touches pint, or at the first call.

    Raises
    ------
    UnitsError
        If a unit is not known, a relation is no product of powers of names, or `spec` is something else.
    """
    if isinstance(spec, str):
        text = spec.strip()
        if text.startswith("="):
            return _relation(text[1:].strip())
        if text.startswith("["):
            return OfDimension(text)
        if checked:
            as_unit(text)
        return InUnit(text)
    if callable(spec):
        return Computed(spec)
    return InUnit(as_unit(spec))


def _relation(text: str) -> Called | Related:
    if text.isidentifier() and not keyword.iskeyword(text):
        return Called(text)
    try:
        tree = ast.parse(text, mode="eval").body
        _check(tree)
    except (SyntaxError, ValueError, ZeroDivisionError):
        raise UnitsError(
            f"'={text}' is no relation of units; write a product of powers of names, such as '=A**2 / B'"
        ) from None
    return Related(text, tree)


_POWERED: tuple[type[ast.operator], ...] = (ast.Mult, ast.Div)


def _check(node: ast.expr) -> None:
    """Raise ValueError for anything but names, the number 1, products, quotients and constant powers."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        _check(node.left)
        _exponent(node.right)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, _POWERED):
        _check(node.left)
        _check(node.right)
    elif not isinstance(node, ast.Name) and ast.unparse(node) != "1":
        raise ValueError


def _exponent(node: ast.expr) -> Fraction:
    """Give a number, its negative, or a quotient of numbers."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_exponent(node.operand)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return _exponent(node.left) / _exponent(node.right)
    raise ValueError


def _evaluated(node: ast.expr, names: Names) -> Any:
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.Constant):
        return DIMENSIONLESS
    assert isinstance(node, ast.BinOp)
    left = _evaluated(node.left, names)
    if isinstance(node.op, ast.Pow):
        return left ** _exponent(node.right)
    right = _evaluated(node.right, names)
    return left * right if isinstance(node.op, ast.Mult) else left / right


def is_ambiguous(target: Unit) -> bool:
    """Tell whether a plain number in place of `target` may be meant in it, or in radian: degree and its like."""
    return target.is_angle and not target.is_unity


def check_convertible(given: Unit, target: Unit, reference: Reference, site: str) -> None:
    """Raise the error of a value whose unit cannot become the one that is expected."""
    if convertible(given, target):
        return
    if given.dims == target.dims:
        reason = "one is a difference, the other a point on a scale"
    else:
        reason = f"{given.dimensionality} is not {target.dimensionality}"
    named = f"'{target}'" if isinstance(reference, InUnit) else f"{reference}, here '{target}',"
    raise _pint.dimensionality_error(
        f"{site} is in '{given}', and {named} is expected: {reason}; pass a quantity that converts to '{target}'",
        given,
        target,
    )
