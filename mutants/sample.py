"""Which mutants there are, and a random sample of them.

Mutants are those of cosmic-ray, without what no test can notice: annotations, and modules' ``__all__``.
"""

import ast
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cosmic_ray.commands.init import _all_work_items as work_items
from cosmic_ray.work_item import MutationSpec

AREAS = Path(__file__).with_name("areas.toml")


class Mutant(NamedTuple):
    """A planted bug, and the tests that have to notice."""

    area: str
    spec: MutationSpec
    tests: tuple[str, ...]


def areas() -> dict[str, dict[str, Any]]:
    """Areas of the package by name."""
    return tomllib.loads(AREAS.read_text())


def sample(number: int, seed: int) -> list[Mutant]:
    """Choose mutants at random, as many in each area as it has a share in all of them."""
    every = [mutant for area in areas() for mutant in _mutants(area)]
    return random.Random(seed).sample(every, min(number, len(every)))


def _mutants(area: str) -> Iterator[Mutant]:
    given = areas()[area]
    tests = tuple(sorted(str(path) for pattern in given["tests"] for path in Path().glob(pattern)))
    modules = sorted(str(path) for pattern in given["modules"] for path in Path().glob(pattern))
    for module in modules:
        if module in given.get("without", ()):
            continue
        unnoticed = _annotated(Path(module).read_text())
        for item in work_items([Path(module)], {}):
            (spec,) = item.mutations
            if not any(start <= spec.start_pos and spec.end_pos <= end for start, end in unnoticed):
                yield Mutant(area, spec, tests)


def _annotated(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations, aliases of types and ``__all__`` are."""
    found: list[ast.AST | None] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef():
                found.append(node.returns)
            case ast.arg():
                found.append(node.annotation)
            case ast.AnnAssign(annotation=annotation, value=value):
                found += [annotation, *([value] if "TypeAlias" in ast.unparse(annotation) else [])]
            case ast.Assign(targets=[ast.Name("__all__")]):
                found.append(node)
            case ast.If(test=ast.Name("TYPE_CHECKING")):
                found.append(node)
    return [
        ((node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0))
        for node in found
        if isinstance(node, (ast.expr, ast.stmt))
    ]
