"""What a check found, and the table that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum


class Verdict(IntEnum):
    """What became of the metadata in one call; the larger, the worse."""

    PASSES = 0
    """The result means what it should."""

    REFUSES = 1
    """An error says that there is no such result: nothing is lost silently."""

    LEAKS = 2
    """Metadata are lost where NumPy asks no class, so that none can stop it."""

    LOSES = 3
    """Metadata that the result needs are gone without a word."""

    WRONG = 4
    """The result says something that is not so, or the call breaks."""

    @property
    def is_failure(self) -> bool:
        """Whether a class could do better: something was lost silently, or is wrong."""
        return self >= Verdict.LOSES


@dataclass(frozen=True)
class Finding:
    """What became of one call.

    Attributes
    ----------
    row
        Number of the row of the checklist.
    name
        What was called.
    verdict
        What became of the metadata.
    detail
        How it shows: the first difference, or the error.
    """

    row: int
    name: str
    verdict: Verdict
    detail: str = ""

    def __str__(self) -> str:
        return f"row {self.row}, {self.name}: {self.verdict.name.lower()}" + (f": {self.detail}" if self.detail else "")


@dataclass(frozen=True)
class Report:
    """All findings about one class.

    Attributes
    ----------
    subject
        Name of the class.
    titles
        Number of a row → its title.
    findings
        In the order of the rows.
    """

    subject: str
    titles: dict[int, str]
    findings: tuple[Finding, ...]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """Findings of what is lost silently or wrong."""
        return tuple(finding for finding in self.findings if finding.verdict.is_failure)

    @property
    def ok(self) -> bool:
        """Whether nothing is lost silently, and nothing wrong."""
        return not self.failures

    def of(self, row: int | None = None, verdict: Verdict | None = None) -> tuple[Finding, ...]:
        """Give the findings of a row, of a verdict, or of both."""
        return tuple(
            finding for finding in self.findings if row in (None, finding.row) and verdict in (None, finding.verdict)
        )

    def named(self, verdict: Verdict) -> set[str]:
        """Give the names of the calls that came to a verdict."""
        return {finding.name for finding in self.of(verdict=verdict)}

    def counts(self, row: int | None = None) -> Counter[Verdict]:
        """Count the findings by verdict."""
        return Counter(finding.verdict for finding in self.of(row))

    def verdict(self, row: int) -> Verdict:
        """Give the worst of a row; a row refuses where nothing of it passes."""
        counts = self.counts(row)
        worst = max((verdict for verdict in counts if verdict >= Verdict.LEAKS), default=None)
        if worst is not None:
            return worst
        return Verdict.PASSES if counts[Verdict.PASSES] or not counts else Verdict.REFUSES

    def text(self) -> str:
        """Give the table, and what is lost or wrong below it, as plain text."""
        cells = [_HEADER, *self._cells()]
        widths = [max(len(row[i]) for row in cells) for i in range(len(_HEADER))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([self.summary(), "", *lines, "", *map(str, self.failures)]).rstrip() + "\n"

    def markdown(self) -> str:
        """Give the same for a page in Markdown."""
        lines = [_piped(_HEADER), _piped("---" for _ in _HEADER), *map(_piped, self._cells())]
        listed = [f"- {_escaped(str(finding))}" for finding in self.failures]
        return "\n".join([f"## {self.subject}", "", self.summary(), "", *lines, "", *listed]).rstrip() + "\n"

    def summary(self) -> str:
        """Give one line of totals."""
        counts = self.counts()
        total = ", ".join(f"{counts[verdict]} {verdict.name.lower()}" for verdict in Verdict)
        return f"{self.subject}: {len(self.findings)} calls: {total}"

    def _cells(self) -> Iterator[list[str]]:
        for row, title in self.titles.items():
            counts = self.counts(row)
            yield [
                str(row),
                title,
                self.verdict(row).name.lower() if counts else "not asked",
                *(str(counts[verdict] or "") for verdict in Verdict),
            ]

    def __str__(self) -> str:
        return self.text()


_HEADER = ["row", "protocol", "outcome", *(verdict.name.lower() for verdict in Verdict)]


def _piped(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_escaped, cells))} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
