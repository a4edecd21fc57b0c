"""The two ways to use the kit: one call, and one class to inherit from."""

from __future__ import annotations

import unittest
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from ..._array import MetaArray
from .._making import constructed
from . import buffers, creation, dispatch, dtypes, functions, items, methods, outputs, python, ufuncs
from .case import DATA, Case, Prepared, Sample
from .fields import ABSENT, Field
from .oracles import compared
from .ours import fields_of, maker
from .report import Finding, Report
from .rows import ROWS

MODULES = (buffers, creation, dispatch, dtypes, functions, items, methods, outputs, python, ufuncs)
"""Where the rows are."""

Make = Callable[[Any], Any]


def check_conformance(
    make: Any,
    *,
    fields: Sequence[Field] = (),
    neutral: Make | None = None,
    small: Make | None = None,
    given: Mapping[str, Any] | None = None,
    rows: Iterable[int] | None = None,
    name: str = "",
) -> Report:
    """Check a subclass of ndarray against every row of the protocol checklist.

    Parameters
    ----------
    make
        A class of metaarr, or declared on top of one: everything else is read off its kinds. For any other class, a
        function that makes an array with metadata over plain data, and `fields`.
    fields
        The kinds of metadata of a class that is not ours: how to read them, and how to write the same otherwise. For a
        class of ours those to describe in another way than the kit does by itself: a history that grows with each
        call is ``Field("history", same=lambda one, other: True)``.
    neutral
        Makes an array whose metadata say nothing, so that its numbers must be NumPy's own.
    small
        Another function like `make`, called on numbers below one, for what not all arrays can do (logarithms of
        lengths).
    given
        Keywords for the constructor of a class of ours, where the kit cannot think of values by itself; a function is
        called with the data.
    rows
        Numbers of the rows to ask about; all by default.
    name
        What the report calls the class.

    Returns
    -------
    Report
        A table: ``print(report)``, ``report.markdown()``; ``report.failures`` lists what is lost silently or wrong.

    Examples
    --------
    >>> import metaarr as mt
    >>> from metaarr.testing.conformance import check_conformance
    >>> class Spectrum(mt.Quantity):
    ...     instrument = mt.PerArray(default="")
    >>> check_conformance(Spectrum, rows=[1, 3, 37]).ok
    True
    """
    case = case_of(make, fields, neutral, small, given or {}, name)
    require_usable(case)
    asked = sorted(ROWS if rows is None else rows)
    with warnings.catch_warnings():  # none of our business, and not to be set by threads
        warnings.simplefilter("ignore")
        findings = [finding for number in asked for finding in ROWS[number].ask(case)]
    return Report(case.name, {number: ROWS[number].title for number in asked}, tuple(findings))


def require_usable(case: Case) -> None:
    """Refuse a description by which nothing could be found wrong.

    Raises
    ------
    ValueError
        If no array can be made, or a kind cannot be read or written otherwise.
    """
    prepared = case.prepared(case.samples[0])
    if prepared.source.error is not None:
        raise ValueError(
            f"{case.name}: no array can be made of plain numbers: {prepared.source.refused}; "
            "give the keywords that it needs: given={name: value}"
        ) from prepared.source.error
    for field in case.fields:
        if field.of(prepared.source.value) is ABSENT:
            raise ValueError(f"{case.name}: {field.name!r} cannot be read of an array that was just made")
        if field.rewrite is not None:
            _require_rewritten(case, field, prepared)


def _require_rewritten(case: Case, field: Field, prepared: Prepared) -> None:
    written = prepared.written[field.name]
    if written.error is not None:
        raise ValueError(f"{case.name}: {field.name!r} cannot be written otherwise: {written.refused}")
    if np.array_equal(np.asarray(written.value), np.asarray(prepared.source.value)):
        raise ValueError(
            f"{case.name}: {field.name!r} written otherwise gives the same numbers; nothing would be found"
        )
    verdict, detail = compared(case, prepared.source.value, written.value, field)
    if verdict.is_failure:
        raise ValueError(f"{case.name}: {field.name!r} written otherwise means something else: {detail}")


def case_of(
    make: Any,
    fields: Sequence[Field],
    neutral: Make | None,
    small: Make | None,
    given: Mapping[str, Any],
    name: str,
) -> Case:
    """Put together what the rows need to know."""
    if isinstance(make, type) and issubclass(make, MetaArray):
        return _our_case(make, fields, given, name)
    if not fields:
        raise TypeError(
            "a class that is not metaarr's needs fields=[Field(...)]: how to read its metadata; without them nothing "
            "could be found lost"
        )
    samples = [Sample(make, DATA)] + ([Sample(small, DATA / 16)] if small is not None else [])
    example = type(make(DATA.copy()))
    return Case(name or example.__name__, samples, tuple(fields), neutral, lambda sub, x: x.view(sub))


def _our_case(cls: type[MetaArray], described: Sequence[Field], given: Mapping[str, Any], name: str) -> Case:
    by_name = {field.name: field for field in described}
    fields = tuple(by_name.get(field.name, field) for field in fields_of(cls))
    samples = [Sample(maker(cls, given), DATA)]
    scaled, labelled = any(field.scaled for field in fields), any(field.scope == "axis" for field in fields)
    # Parts of one array do not go together where each position has a label of its own.
    bare = {**given, "coords": None} if labelled else given
    if labelled:
        samples.append(Sample(maker(cls, bare), DATA))
    if scaled:
        samples.append(Sample(maker(cls, bare, units="dimensionless"), DATA / 16))

    def subclassed(sub: type, x: Any) -> Any:
        return maker(sub, given)(np.asarray(x))

    return Case(name or cls.__name__, samples, fields, lambda data: constructed(cls, data, {}), subclassed)


class Conformance:
    """Tests to inherit from, one for each row of the checklist; run by pytest or any other runner of methods.

    Attributes
    ----------
    make, fields, neutral, small, given
        As for :func:`check_conformance`. A function must be a ``staticmethod``.
    known
        Number of a row and name of a call → why its failure is accepted. A call that fails no more is reported, so that
        the list can only get shorter.

    Examples
    --------
    A whole module of tests::

        import metaarr as mt

        class TestSpectrum(mt.testing.Conformance):
            make = Spectrum
    """

    make: ClassVar[Any] = None
    fields: ClassVar[Sequence[Field]] = ()
    neutral: ClassVar[Any] = None
    small: ClassVar[Any] = None
    given: ClassVar[Mapping[str, Any]] = {}
    known: ClassVar[Mapping[tuple[int, str], str]] = {}

    def check_row(self, number: int) -> None:
        """Fail where a call of a row loses something silently, or is wrong."""
        if self.make is None:
            raise unittest.SkipTest("say what to check: make = ...")
        report = check_conformance(
            self.make,
            fields=self.fields,
            neutral=self.neutral,
            small=self.small,
            given=self.given,
            rows=[number],
        )
        failures = [finding for finding in report.failures if (finding.row, finding.name) not in self.known]
        if failures:
            raise AssertionError("\n".join(map(str, failures)))
        mended = self._mended(report.findings)
        if mended:
            raise AssertionError(f"known failures that fail no more: {', '.join(sorted(mended))}")

    def _mended(self, findings: Iterable[Finding]) -> set[str]:
        judged = {(finding.row, finding.name) for finding in findings}
        failed = {(finding.row, finding.name) for finding in findings if finding.verdict.is_failure}
        return {name for _, name in (judged & self.known.keys()) - failed}


def _test_of(number: int) -> Callable[[Conformance], None]:
    def test(self: Conformance) -> None:
        self.check_row(number)

    test.__name__ = ROWS[number].test_name
    test.__qualname__ = f"Conformance.{test.__name__}"
    test.__doc__ = f"Row {number}: {ROWS[number].title}."
    return test


for _number in sorted(ROWS):
    setattr(Conformance, ROWS[_number].test_name, _test_of(_number))
