"""Arguments of matplotlib's drawing methods that no axis is asked about, or that are read before an axis is asked.

Colours of meshes and points, lengths of arrows and weights stand on no axis, and box plots compute before they draw:
matplotlib reads their buffers. :data:`ROLES` says for each such argument what it is, and the method is called with what
that makes of it. Where bare numbers are read throughout, arrays with a unit or a mask are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np

from .._call import bare, is_ours
from .._errors import DimensionalityError, UnsupportedError
from .._front import array
from .._labels.arrays import hidden, unlabeled
from .._units.interface import UnitMethods
from .._units.unit import Unit
from .matplotlib import bare_for_axis, name_of, speaks


class Drawing:
    """One call of a drawing method: its axes, and the unit and the name of what is drawn in colour."""

    def __init__(self, method: str, axes: Any, arguments: Mapping[str, Any]) -> None:
        self.method = method
        self.axes = axes
        self.arguments = arguments
        self.unit: Unit | None = None
        self.name: str | None = None
        self.arrows: Unit | None = None

    def finished(self) -> Drawing:
        """What is kept beside what was drawn: nothing that would keep the figure alive."""
        self.axes, self.arguments = None, {}
        return self


Role = Callable[[Drawing, Any], Any]

# -- roles -----------------------------------------------------------------------------------------------------------


def color(drawing: Drawing, value: Any) -> Any:
    """Colours: in their own unit, which the limits and the colour bar take over."""
    drawing.unit, drawing.name = getattr(value, "units", None), name_of(value)
    return _as_numpy(value)


def limit(drawing: Drawing, value: Any) -> Any:
    """Where colours begin and end, and levels between: in the unit of the colours."""
    return _in_unit(value, drawing.unit, drawing.method)


def arrow(drawing: Drawing, value: Any) -> Any:
    """A component of arrows: in the unit of the first."""
    if drawing.arrows is None:
        drawing.arrows = getattr(value, "units", None)
        return _as_numpy(value)
    return _in_unit(value, drawing.arrows, drawing.method)


def number(drawing: Drawing, value: Any) -> Any:
    """Numbers without a dimension, such as sizes in points."""
    return _in_unit(value, None, drawing.method)


def selection(drawing: Drawing, value: Any) -> Any:
    """Where to draw; nothing is drawn where that is masked."""
    return bare(value.filled(False)) if hidden(value) is not None else bare(value)


def spread(drawing: Drawing, value: Any) -> Any:
    """Lengths of error bars, which matplotlib compares before it draws them: NaN where masked."""
    return value if hidden(value) is None else array(bare_for_axis(value), getattr(value, "units", None))


def unused(drawing: Drawing, value: Any) -> Any:
    """What is read without asking, and has no place for what the array carries."""
    if isinstance(value, (list, tuple)):
        return [unused(drawing, part) for part in value]
    if hidden(value) is not None or isinstance(value, UnitMethods):
        raise UnsupportedError(
            f"{drawing.method} reads bare numbers, so that units and masks would be lost; pass .magnitude, and "
            ".compressed() or .filled(value) where elements are masked"
        )
    return bare(value)


def presence(drawing: Drawing, value: Any) -> Any:
    """Values that are marked where they are not zero; masked ones are not."""
    mask = hidden(value)
    return bare(value) if mask is None else np.where(mask, 0, bare(value))


def shares(drawing: Drawing, value: Any) -> Any:
    """Parts of a whole, whose unit does not matter."""
    mask = hidden(value)
    if mask is not None and mask.any():
        raise UnsupportedError(f"{drawing.method}: a masked element has no share; pass .compressed()")
    return bare(value)


def on_axis(axis: str, drawing: Drawing, value: Any) -> Any:
    """Positions, as the axis shows them."""
    which = getattr(drawing.axes, axis)
    which.update_units(value)
    return which.convert_units(value)


def complete(axis: str, drawing: Drawing, value: Any) -> Any:
    """Positions of points that are counted."""
    mask = hidden(value)
    if mask is not None and mask.any():
        raise UnsupportedError(
            f"{drawing.method} counts points, and a masked one is nowhere; pass x[keep] and y[keep] with "
            "keep = ~(mt.getmaskarray(x) | mt.getmaskarray(y))"
        )
    return on_axis(axis, drawing, value)


def point(drawing: Drawing, value: Any) -> Any:
    """A pair of positions."""
    x, y = value
    return on_axis("xaxis", drawing, x), on_axis("yaxis", drawing, y)


def samples(along: str, across: str, drawing: Drawing, value: Any) -> Any:
    """Samples, one or several sets of them, without those that are masked."""
    lying = drawing.arguments.get("orientation") == "horizontal" or drawing.arguments.get("vert") is False
    axis = across if lying else along
    if is_several(value):
        return [_visible(axis, drawing, part) for part in value]
    if value.ndim == 2:
        return [_visible(axis, drawing, value[:, column]) for column in range(value.shape[1])]
    return _visible(axis, drawing, value)


def _visible(axis: str, drawing: Drawing, part: Any) -> Any:
    mask = hidden(part)
    return on_axis(axis, drawing, part if mask is None else unlabeled(part)[~mask])


_x, _y, _z = (partial(on_axis, axis) for axis in ("xaxis", "yaxis", "zaxis"))
_LIMITS: Final = {"vmin": limit, "vmax": limit}
_SAMPLES: Final = {"x": partial(samples, "yaxis", "xaxis")}
_MESH: Final = ([color], None, [None, None, color])
_CONTOUR: Final = ([color], [color, limit], [None, None, color], [None, None, color, limit])
_ARROWS: Final = (
    None,
    [arrow, arrow],
    [arrow, arrow, color],
    [None, None, arrow, arrow],
    [None, None, arrow, arrow, color],
)
_BARE: Final = tuple([unused] * count for count in range(1, 6))
_SPECTRA: Final = "psd magnitude_spectrum angle_spectrum phase_spectrum specgram acorr csd cohere xcorr"


def _each(names: str, **roles: Any) -> dict[str, dict[str, Any]]:
    return dict.fromkeys(names.split(), roles)


ROLES: Final[dict[str, dict[str, Any]]] = {
    "axline": {"xy1": point, "xy2": point, "slope": number},
    "boxplot": _SAMPLES,
    "ecdf": {"x": partial(samples, "xaxis", "yaxis"), "weights": unused},
    "errorbar": {"xerr": spread, "yerr": spread},
    "hexbin": {"C": color, **_LIMITS},
    "hist": {"weights": unused},
    "hist2d": {"x": partial(complete, "xaxis"), "y": partial(complete, "yaxis"), "weights": unused},
    "imshow": {"X": color, **_LIMITS},
    "matshow": {"Z": color, **_LIMITS},
    "pie": {"x": shares, "explode": number},
    "scatter": {"c": color, "s": number, **_LIMITS},
    "spy": {"Z": presence, "precision": number},
    "streamplot": {"x": _x, "y": _y, "u": arrow, "v": arrow, "color": color, "linewidth": number},
    "violinplot": {"dataset": _SAMPLES["x"]},
    **_each("contour contourf", args=_CONTOUR, levels=limit, **_LIMITS),
    **_each("fill_between fill_betweenx", where=selection),
    **_each("pcolor pcolormesh pcolorfast", args=_MESH, **_LIMITS),
    **_each("quiver barbs", args=_ARROWS, C=color),
    **_each("tricontour tricontourf tripcolor triplot", args=_BARE, levels=unused),
    **_each(_SPECTRA, x=unused, y=unused, Fs=unused),
}
"""Method → parameter → role. Arguments without names of their own go by how many there are."""


_XYZ: Final = {"x": _x, "y": _y, "z": _z}
_SURFACE: Final = {"X": _x, "Y": _y, "Z": _z, "levels": _z, "vmin": _z, "vmax": _z}
_UNUSED: Final = dict.fromkeys(
    ("left", "height", "zs", "X", "Y", "Z", "U", "V", "W", "x1", "y1", "z1", "x2", "y2", "z2"), unused
)

ROLES_IN_SPACE: Final[dict[str, dict[str, Any]]] = {
    "bar3d": _XYZ | {"dx": _x, "dy": _y, "dz": _z},
    "errorbar": _XYZ | {"xerr": _x, "yerr": _y, "zerr": _z},
    "plot": {"xs": _x, "ys": _y, "args": ([_z], [_z, None])},
    "scatter": {"xs": _x, "ys": _y, "zs": _z, "c": color, "s": number},
    "stem": _XYZ | {"bottom": _z},
    "text": _XYZ,
    **_each("contour contourf plot_surface plot_wireframe", **_SURFACE, args=([_z], [_z, None])),
    **_each("bar fill_between plot_trisurf quiver tricontour tricontourf voxels", **_UNUSED, args=_BARE),
}
"""The same of axes in three dimensions."""


def is_several(value: Any) -> bool:
    """Whether something is a list of arrays that have axes."""
    return isinstance(value, (list, tuple)) and any(np.ndim(part) for part in value)


def as_array(value: Any) -> Any:
    """Give a list of arrays without axes as one array, and anything else as it is."""
    return array(value, copy=None) if speaks(value) and not is_ours(value) else value


def _as_numpy(value: Any) -> Any:
    """Give a plain array, one of :mod:`numpy.ma` for a masked one."""
    mask = hidden(value)
    return bare(value) if mask is None else np.ma.MaskedArray(bare(value), mask)


def _in_unit(value: Any, unit: Unit | None, what: str) -> Any:
    if unit is not None and isinstance(value, UnitMethods):
        value = value.to(unit)
    elif isinstance(value, UnitMethods):
        if not value.unit.is_dimensionless:
            raise DimensionalityError(f"{what} takes numbers here, not '{value.unit}'; pass .magnitude")
        value = value.to("")
    found = _as_numpy(value)
    return found[()] if not np.ndim(found) else found
