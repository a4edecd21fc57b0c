"""What type checkers are told is what comes out when the same lines are run."""

import runpy
import types
import typing
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("name", ["arrays", "downstream"])
def test_declared_types_are_those_of_the_values(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[Any] = []

    def check(value: Any, declared: Any) -> Any:
        checked.append(declared)
        assert isinstance(value, _classes(declared)), f"{type(value).__name__} is declared to be {declared}"
        return value

    monkeypatch.setattr(typing, "assert_type", check)
    runpy.run_path(str(Path(__file__).with_name(f"{name}.py")))
    assert len(checked) > 10


def _classes(declared: Any) -> Any:
    """Classes that a type stands for; what they hold is not looked at."""
    if isinstance(declared, types.UnionType):
        return tuple(_classes(part) for part in typing.get_args(declared))
    origin = typing.get_origin(declared) or declared
    return _classes(origin.__value__) if hasattr(origin, "__value__") else origin  # an alias of newer NumPys
