"""The directive ``structures``: every structure, its contract, and the NumPy functions that have it."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from metaarr import _structure, _table
from metaarr._structure import Structure


def public_name(function: object) -> str:
    """Give a NumPy function's name as it is written in code."""
    module = getattr(function, "__module__", None) or "numpy"
    return f"{module}.{function.__name__}".replace("numpy", "np", 1)  # type: ignore[attr-defined]


def functions_of(structure: Structure) -> list[str]:
    """Name all public functions and ufuncs of NumPy whose row has this structure."""
    rows = {**_table.complete(), **{u: row for u, row in _table.UFUNCS.items() if hasattr(np, u.__name__)}}
    names = {public_name(function) for function, row in rows.items() if row.structure is structure}
    return sorted(name for name in names if "._" not in name)


class Structures(SphinxDirective):
    """Write a definition list from the members of the enum and the rows of the table."""

    option_spec: ClassVar[dict[str, object]] = {}

    def run(self) -> list[nodes.Node]:
        contracts = ModuleAnalyzer.for_module(_structure.__name__).find_attr_docs()
        return [node for member in Structure for node in self._entry(member, contracts)]

    def _entry(self, member: Structure, contracts: dict[tuple[str, str], list[str]]) -> Iterator[nodes.Node]:
        section = nodes.section(ids=[f"structure-{member.name.lower()}"])
        section += nodes.title("", member.name.lower())
        section += self.parse_text_to_nodes("\n".join(contracts["Structure", member.name]))
        names = functions_of(member)
        listed = nodes.paragraph("", "")
        for i, name in enumerate(names):
            listed += [nodes.Text(", " if i else ""), nodes.literal("", name)]
        section += listed
        yield section


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("structures", Structures)
    return {"parallel_read_safe": True}
