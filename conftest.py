"""Collect the examples of README and docs, and give docstring examples their usual names."""

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

import numpy as np
import pytest
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

import metaarr as mt

# Every fenced python block is run, with or without prompts; blocks of one page share their names.
pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
).pytest()

collect_ignore_glob = ["docs/*.py", "docs/_extensions/*.py"]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the blocks of one page in one worker, in order: later ones use names of earlier ones."""
    for item in items:
        if item.path.suffix == ".md":
            item.add_marker(pytest.mark.xdist_group(str(item.path)))


@pytest.fixture(autouse=True, scope="session")
def _usual_names(doctest_namespace: dict[str, object]) -> None:
    doctest_namespace.update(np=np, mt=mt, u=mt.units)
