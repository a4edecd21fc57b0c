"""The directive ``coverage``: every NumPy function, and what becomes of units, masks and labels in it."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from answers import VERDICTS, Entry, Statement, entries
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from metaarr._structure import Structure

FILTER = """
<p><label>Show functions whose line holds <input type="search" id="coverage-filter" placeholder="sum, refused, m²…">
</label> <span id="coverage-count"></span></p>
"""


class Coverage(SphinxDirective):
    """Write a table for each structure, with one line for each function."""

    option_spec: ClassVar[dict[str, object]] = {}

    def run(self) -> list[nodes.Node]:
        found = entries()
        return [nodes.raw("", FILTER, format="html"), *self._legend(), *self._sections(found)]

    def _legend(self) -> list[nodes.Node]:
        lines = "\n".join(f"{verdict}\n: {meaning}\n" for verdict, meaning in VERDICTS.items())
        return self.parse_text_to_nodes(lines)

    def _sections(self, found: list[Entry]) -> Iterator[nodes.Node]:
        for structure in Structure:
            members = [entry for entry in found if entry.row.structure is structure]
            if members:
                section = nodes.section(ids=[f"coverage-{structure.name.lower()}"])
                section += nodes.title("", structure.name.lower())
                section += self._table(members)
                yield section

    def _table(self, members: list[Entry]) -> nodes.table:
        group = nodes.tgroup(cols=4)
        for width in (16, 28, 28, 28):
            group += nodes.colspec(colwidth=width)
        heads = [nodes.paragraph(text=text) for text in ("function", "units", "mask", "labels")]
        group += nodes.thead("", _line(heads))
        group += nodes.tbody("", *(self._row(entry) for entry in members))
        return nodes.table("", group, classes=["coverage"])

    def _row(self, entry: Entry) -> nodes.row:
        name = nodes.paragraph("", "", nodes.literal("", entry.name))
        row = _line([name, *(self._cell(statement) for statement in entry.statements.values())])
        row["ids"].append(f"coverage-{entry.name}")
        return row

    def _cell(self, statement: Statement) -> nodes.paragraph:
        cell = nodes.paragraph("", "", nodes.strong(text=", ".join(statement.verdicts)), nodes.Text(": "))
        cell += _inline(statement.how)
        if statement.example:
            cell += [nodes.Text(" "), nodes.emphasis(text=f"({statement.example})")]
        return cell


def _line(cells: list[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))


def _inline(text: str) -> list[nodes.Node]:
    """Make nodes of a docstring's sentences, whose code stands between backticks, after a role or not."""
    parts: list[Any] = re.split(r"(?::\w+:)?`+~?([^`]+)`+", text)
    return [nodes.literal("", part) if i % 2 else nodes.Text(part) for i, part in enumerate(parts) if part]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("coverage", Coverage)
    app.add_js_file("coverage.js")
    return {"parallel_read_safe": True}
