"""Rules of functions of matrices, of transforms, and of what makes arrays like another."""

from numpy.lib.array_utils import normalize_axis_tuple

from .folds import keeps_dims, reduce_map
from .maps import NEW, Args, Axis, AxisMap, Rule, Shape, as_tuple, kept, lifted, unknown, without

# -- matrices and transforms -----------------------------------------------------------------------------------------


def batch(new: int) -> Rule:
    """Build the rule of a function that turns the last two axes into ``new`` others (or none)."""
    return lambda args, shape: without(len(shape), dict.fromkeys(range(len(shape))[-2:]), new=new)


def matrix_norm(args: Args, shape: Shape) -> AxisMap:
    """Fold the last two axes."""
    return reduce_map(shape, tuple(range(len(shape))[-2:]), keeps_dims(args))


def _rows(shape: Shape) -> AxisMap:
    columns = len(shape) - 1
    return AxisMap((*kept(columns), NEW), {columns: None})


def _columns(shape: Shape) -> AxisMap:
    rows, columns = len(shape) - 2, len(shape) - 1
    return AxisMap((*kept(rows), NEW, Axis(columns)), {rows: None})


def cholesky(args: Args, shape: Shape) -> AxisMap:
    """The lower factor keeps the rows, the upper one the columns."""
    return _columns(shape) if args.get("upper") else _rows(shape)


def eig(args: Args, shape: Shape) -> list[AxisMap]:
    """Give eigenvalues along a new axis, eigenvectors as columns along it."""
    return [without(len(shape), dict.fromkeys(range(len(shape))[-2:]), new=1), _rows(shape)]


def svd(args: Args, shape: Shape) -> AxisMap | list[AxisMap]:
    """The left factor keeps the rows, the right one the columns."""
    values = without(len(shape), dict.fromkeys(range(len(shape))[-2:]), new=1)
    return [_rows(shape), values, _columns(shape)] if args.get("compute_uv", True) else values


def qr(args: Args, shape: Shape) -> AxisMap | list[AxisMap]:
    """Q keeps the rows, R the columns; nothing is known of LAPACK's raw form."""
    match args.get("mode", "reduced"):
        case "r":
            return _columns(shape)
        case "raw":
            ndim = len(shape)
            return [without(ndim, dict.fromkeys(range(ndim)[-2:]), new=new) for new in (2, 1)]
        case _:
            return [_rows(shape), _columns(shape)]


def fft(args: Args, shape: Shape) -> AxisMap:
    """One axis becomes another one in its place."""
    return _replaced(shape, (args.get("axis", -1),))


def transforming(default: tuple[int, ...] | None) -> Rule:
    """Build the rule of a transform of several axes; without ``axes`` the last ``len(s)`` or all."""

    def fftn(args: Args, shape: Shape) -> AxisMap:
        axes, sizes = args.get("axes", default), args.get("s")
        if axes is None:
            axes = range(-len(shape if sizes is None else sizes), 0)
        return _replaced(shape, tuple(axes))

    return fftn


def _replaced(shape: Shape, axes: tuple[int, ...]) -> AxisMap:
    gone = dict.fromkeys(normalize_axis_tuple(axes, len(shape), allow_duplicate=True))
    return AxisMap(tuple(NEW if i in gone else Axis(i) for i in range(len(shape))), gone)


def like(args: Args, shape: Shape) -> AxisMap:
    """The template's axes, unless another shape is asked for."""
    new = args.get("shape")
    return AxisMap(kept(len(shape))) if new is None else unknown(len(shape), len(as_tuple(new)))


def trailing(count: int) -> Rule:
    """Build the rule of a function that adds an axis at the end (+1) or folds the last one into fields (-1)."""
    if count > 0:
        return lambda args, shape: lifted(len(shape), before=0, after=count)
    return lambda args, shape: without(len(shape), {len(shape) - 1: None})
