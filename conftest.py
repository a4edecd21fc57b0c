"""Run the examples of README and docs, and give docstring examples their usual names."""

from collections.abc import Iterator
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

import numpy as np
import pytest
from sybil import Sybil
from sybil.example import SybilFailure
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

import metaarr as mt

PAGES = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
)

collect_ignore_glob = ["docs/*.py", "docs/_extensions/*.py"]


class Page(pytest.File):
    """A Markdown file. Every fenced python block in it is run, with or without prompts."""

    def collect(self) -> Iterator[pytest.Item]:
        if list(PAGES.parse(self.path).examples()):
            yield Examples.from_parent(self, name="examples")


class Examples(pytest.Item):
    """All blocks of a page: one test, since later blocks use names of earlier ones."""

    def runtest(self) -> None:
        for example in PAGES.parse(self.path).examples():
            example.evaluate()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> object:
        if isinstance(excinfo.value, SybilFailure):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Page | None:
    return Page.from_parent(parent, path=file_path) if PAGES.should_parse(file_path) else None


@pytest.fixture(autouse=True, scope="session")
def _usual_names(doctest_namespace: dict[str, object]) -> None:
    doctest_namespace.update(np=np, mt=mt, u=mt.units)
