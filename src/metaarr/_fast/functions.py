"""Which plan answers a NumPy function."""

from __future__ import annotations

from typing import Any

from .._kind import BAIL
from .._movement import plan_of
from .._run import run_function
from .folds import call_reduce, reduced_by


def call_function(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], like: Any = None) -> Any:
    """Answer a NumPy function: reductions and movement of one array by their plans, all others in general."""
    if args and hasattr(args[0], "_kinds"):
        move = plan_of(func, type(args[0]))
        if move is not None:
            moved = move(args[0], args[1:], kwargs)
            if moved is not BAIL:
                return moved
        elif len(args) == 1:
            axis = kwargs.get("axis")
            if len(kwargs) == ("axis" in kwargs) and (axis is None or type(axis) is int):
                reduced = reduced_by(func)
                if reduced is not None:
                    return call_reduce(reduced, args[0], axis)
    return run_function(func, args, kwargs, like)
