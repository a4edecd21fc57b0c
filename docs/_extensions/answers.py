"""What becomes of units, masks and labels in every NumPy function: told by the rules, and seen in calls.

The text of a statement is what the rule that answers for the kind says of itself; its verdicts and its example come
from calls that are made here, on an array that carries just this kind, so that nothing is claimed that does not happen.
"""

import operator
import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

import numpy as np

import metaarr as mt
from metaarr import _table
from metaarr._kind import Kind
from metaarr._labels.kind import LABELS
from metaarr._masks.kind import MASK
from metaarr._row import Row
from metaarr._structure import Structure
from metaarr._units.kind import UNITS
from metaarr._units.terms import Refused, Rule
from metaarr._units.ufuncs import rule_of
from metaarr.testing.calls import CALLS, SAMPLES

Function = Callable[..., Any]

KEPT, TRANSFORMED, SKIPPED, REFUSED = "kept", "transformed", "skipped", "refused"
VERDICTS = {
    KEPT: "the result carries it as it was, or, of a mask: is masked where what it is made of is",
    TRANSFORMED: "the result carries another one: another unit, other dims or coordinates",
    SKIPPED: "the result carries none; of a mask: masked elements are left out",
    REFUSED: "an error says why and what to do",
}

NUMBERS = np.array([[1.0, 2.5, 0.5, 3.0], [4.0, 1.5, 2.0, 0.25], [0.75, 3.5, 1.25, 5.0]])
OPERATORS: Mapping[Function, Callable[[Any], tuple[Any, ...]]] = {
    operator.setitem: lambda x: (x.copy(), 0, x[2]),
    operator.eq: lambda x: (x, x[::-1].copy()),
    operator.ne: lambda x: (x, x[::-1].copy()),
}
"""What asks no hook of an array: the operators that have rows, and what they are called with."""


class Statement(NamedTuple):
    """What happens to one kind in one function."""

    verdicts: tuple[str, ...]
    how: str
    example: str = ""


class Event(NamedTuple):
    """One call, as it was seen: the metadata that went in, and those that came out or the refusal."""

    before: tuple[Any, ...]
    after: tuple[Any, ...]
    refusal: str = ""


class Entry(NamedTuple):
    """All that is said of one function."""

    name: str
    row: Row
    statements: Mapping[str, Statement]


# --- the population ---


def public_name(function: Any) -> str:
    """Give a function's name as it is written in code."""
    if isinstance(function, np.ufunc):
        return f"np.{function.__name__}" if hasattr(np, function.__name__) else f"np.strings.{function.__name__}"
    module = getattr(function, "__module__", None) or "numpy"
    return f"{module}.{function.__name__}".replace("numpy", "np", 1).replace("_operator.", "operator.")


def rows() -> dict[Function, Row]:
    """Give the functions and ufuncs that have a public name, with their rows."""
    everything: dict[Function, Row] = {**_table.complete(), **_table.UFUNCS}
    public = {f: row for f, row in everything.items() if not f.__name__.startswith("_")}
    return {f: row for f, row in public.items() if not isinstance(f, np.ufunc) or _is_public(f)}


def _is_public(ufunc: np.ufunc) -> bool:
    return getattr(np, ufunc.__name__, None) is ufunc or getattr(np.strings, ufunc.__name__, None) is ufunc


# --- what the rules say ---


def told(kind: Kind, function: Function, row: Row) -> str:
    """Give the first sentences of what answers for the kind."""
    if kind is UNITS and isinstance(function, np.ufunc):
        rule: Any = rule_of(function)
        return _text(getattr(rule, "plan", rule)) or _OF_ARGUMENTS
    rule = kind.rules.get(function)
    if rule is None and kind is UNITS and row.reduces is not None:
        return f"As np.{row.reduces.__name__}: {told(kind, row.reduces, row)}"
    if rule is None:
        return _text(getattr(type(kind), row.structure.value, None))
    return next((text for text in map(_text, (rule, *_wrapped(rule))) if text), _OF_ARGUMENTS)


_OF_ARGUMENTS = "It follows from those of the arguments."


def _wrapped(rule: Any) -> list[Any]:
    """What a rule is made of, where it is a closure or a partial function of others; a rule in it comes first."""
    if isinstance(rule, partial):
        return [rule.func]
    names = rule.__code__.co_freevars if hasattr(rule, "__code__") else ()
    cells = dict(zip(names, getattr(rule, "__closure__", None) or (), strict=True))
    return [cells[name].cell_contents for name in sorted(cells, key=lambda name: name != "rule")]


def _text(source: Any) -> str:
    """Give the first paragraph of a docstring, the reason of a refusal, or how a rule makes units."""
    if isinstance(source, Refused):
        return f"{source.why[0].upper()}{source.why[1:]}."
    source = source.result if isinstance(source, Rule) else source
    written = getattr(source, "__doc__", None) if callable(source) else None
    if not written or isinstance(source, type):
        return ""
    first = " ".join(written.split("\n\n")[0].split())
    return re.sub(r"^As `\w+`[:;,] (.)", lambda found: found[1].upper(), first)


# --- what happens ---


def seen(kind: Kind, samples: Iterable[tuple[Callable[[Any], Any], Any]]) -> dict[Function, list[Event]]:
    """Make calls, and note for each function that is asked what went in and what came out."""
    events: dict[Function, list[Event]] = defaultdict(list)
    with _recording(kind, events), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for call, array in samples:
            _attempt(call, array.copy())
    for function, arguments in OPERATORS.items():
        for _, array in samples:
            _observe(kind, events[function], function, arguments(array), partial(function, *arguments(array)))
            break
    return events


@contextmanager
def _recording(kind: Kind, events: dict[Function, list[Event]]) -> Iterator[None]:
    """Look on while NumPy asks arrays of the family; calls that are made on the way are no answers of their own."""
    function_hook, ufunc_hook = mt.MetaArray.__array_function__, mt.MetaArray.__array_ufunc__
    depth = [0]

    def watched(function: Any, arguments: Any, answer: Callable[[], Any]) -> Any:
        if depth[0]:
            return answer()
        depth[0] += 1
        try:
            return _observe(kind, events[function], function, arguments, answer, passing=True)
        finally:
            depth[0] -= 1

    def array_function(self: Any, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        given = (*args, *kwargs.values())
        # NumPy keeps ``like=`` to itself: the array it asks is the template then.
        asked = given if metadata(kind, given) else (self,)
        return watched(func, asked, lambda: function_hook(self, func, types, args, kwargs))

    def array_ufunc(self: Any, ufunc: Any, method: Any, *inputs: Any, **kwargs: Any) -> Any:
        answer = partial(ufunc_hook, self, ufunc, method, *inputs, **kwargs)
        return watched(ufunc, inputs, answer) if method == "__call__" and "out" not in kwargs else answer()

    mt.MetaArray.__array_function__, mt.MetaArray.__array_ufunc__ = array_function, array_ufunc  # type: ignore[method-assign]
    try:
        yield
    finally:
        mt.MetaArray.__array_function__, mt.MetaArray.__array_ufunc__ = function_hook, ufunc_hook  # type: ignore[method-assign]


def _observe(
    kind: Kind, events: list[Event], function: Any, arguments: Any, answer: Callable[[], Any], passing: bool = False
) -> Any:
    before = metadata(kind, arguments)
    try:
        result = answer()
    except mt.MetaArrayError as error:
        if before:
            events.append(Event(before, (), str(error).split("; ")[0]))
        if passing:
            raise
        return None
    row = _table.lookup(function)
    writes = row is not None and row.structure is Structure.ASSIGN
    if before:
        events.append(Event(before, metadata(kind, (arguments[0],) if writes else (result,))))
    return result


def metadata(kind: Kind, values: Any) -> tuple[Any, ...]:
    """Metadata of the arrays in a nest of tuples and lists that have this kind."""
    if isinstance(values, (tuple, list)):
        return tuple(meta for value in values for meta in metadata(kind, value))
    if not isinstance(values, mt.MetaArray) or kind not in type(values)._index:
        return ()
    meta = values._meta[type(values)._index[kind]]
    return (meta.copy() if isinstance(meta, np.ndarray) else meta,)


def _attempt(call: Callable[[Any], Any], array: Any) -> None:
    try:
        call(array)
    except Exception:  # noqa: BLE001 (refusals are noted where they happen; NumPy refuses some dtypes itself)
        return


# --- statements ---


def _samples(make: Callable[[Any], Any]) -> list[tuple[Callable[[Any], Any], Any]]:
    """Every representative call with the array that it is about, dressed by `make`; what refuses to be is left out."""
    found = [(call, NUMBERS) for call in CALLS.values()]
    found += [(call, sample) for sample, calls in SAMPLES.values() for call in calls.values()]
    dressed: dict[int, Any] = {}
    for _, array in found:
        if id(array) not in dressed:
            try:
                dressed[id(array)] = make(array)
            except mt.MetaArrayError:
                dressed[id(array)] = None
    return [(call, dressed[id(array)]) for call, array in found if dressed[id(array)] is not None]


def _masked(array: Any) -> Any:
    mask = np.zeros(array.shape, bool)
    mask.flat[::5] = True  # on the diagonal, which triangles keep
    return mt.array(array, mask=mask)


def _labelled(array: Any) -> Any:
    # Many calls combine an array with itself reversed along y, whose labels would not agree.
    return mt.array(array, dims=("y", "x")[-array.ndim :], coords={"x": 10 * np.arange(array.shape[-1])})


def entries() -> list[Entry]:
    """Say of every function what becomes of each kind, in the order of names."""
    units = {unit: seen(UNITS, _samples(lambda x, unit=unit: mt.array(x, unit))) for unit in ("m", "", "degC")}
    masks, labels = seen(MASK, _samples(_masked)), seen(LABELS, _samples(_labelled))
    found = []
    for function, row in rows().items():
        texts = {kind: told(kind, function, row) or _structure_text(row) for kind in (UNITS, MASK, LABELS)}
        statements = {
            "units": of_units({unit: events.get(function, []) for unit, events in units.items()}, texts[UNITS]),
            "mask": of_masks(masks.get(function, []), texts[MASK]),
            "labels": of_labels(labels.get(function, []), texts[LABELS]),
        }
        found.append(Entry(public_name(function), row, statements))
    return sorted(found, key=lambda entry: entry.name)


def _structure_text(row: Row) -> str:
    return "The caller's function gets arrays with all that they carry." if row.structure is Structure.APPLY else ""


def of_units(events: Mapping[str, list[Event]], how: str) -> Statement:
    """Judge by lengths; say so where only plain numbers will do, and where an offset is in the way."""
    lengths, numbers, offsets = events["m"], events[""], events["degC"]
    if not lengths and not numbers:
        return Statement((REFUSED,), how)
    if lengths and all(event.refusal for event in lengths) and any(not event.refusal for event in numbers):
        return Statement((REFUSED,), how, "only numbers without a dimension are taken")
    changed = next((_units_text(e) for e in lengths if not e.refusal and _of_unit(e) is TRANSFORMED), "")
    if changed == "" and all(event.refusal for event in lengths):
        changed = next((event.refusal for event in lengths), "")
    if any(not e.refusal for e in lengths) and offsets and all(event.refusal for event in offsets):
        changed = "; ".join(filter(None, (changed, "a unit with an offset (degC) is refused")))
    return Statement(_verdicts(lengths or numbers, _of_unit), how, changed)


def of_masks(events: list[Event], how: str) -> Statement:
    """Judge by calls with a masked element."""
    events = [event for event in events if any(np.any(mask) for mask in event.before)]
    refusal = next((event.refusal for event in events if event.refusal), "")
    counted = next((_mask_text(event) for event in events if event.after), "")
    return Statement(_verdicts(events, _of_mask) or (SKIPPED,), how, counted or refusal)


def of_labels(events: list[Event], how: str) -> Statement:
    """Judge by calls on an array whose dims are y and x."""
    changed = next((_labels_text(e) for e in events if not e.refusal and _of_labels(e) is TRANSFORMED), "")
    refusal = next((event.refusal for event in events if event.refusal), "")
    return Statement(_verdicts(events, _of_labels) or (SKIPPED,), how, changed or refusal)


def _verdicts(events: list[Event], judge: Callable[[Event], str]) -> tuple[str, ...]:
    found = {REFUSED if event.refusal else judge(event) for event in events}
    return tuple(verdict for verdict in VERDICTS if verdict in found)


def _of_unit(event: Event) -> str:
    if not event.after:
        return SKIPPED
    return KEPT if all(str(unit) == str(event.before[0]) for unit in event.after) else TRANSFORMED


def _of_mask(event: Event) -> str:
    return KEPT if any(np.any(mask) for mask in event.after) else SKIPPED


def _of_labels(event: Event) -> str:
    if not event.after:
        return SKIPPED
    return KEPT if all(_alike(labels, event.before[0]) for labels in event.after) else TRANSFORMED


def _alike(labels: Any, other: Any) -> bool:
    return labels.dims == other.dims and all(
        np.array_equal(np.asarray(labels.coords[name].values), np.asarray(other.coords[name].values))
        if name in labels.coords
        else False
        for name in other.coords
    )


def _units_text(event: Event) -> str:
    return f"{event.before[0]:~P} → {', '.join(f'{unit:~P}' or 'a number' for unit in event.after)}"


def _mask_text(event: Event) -> str:
    one, other = event.before[0], event.after[0]
    return f"{int(np.sum(one))} of {np.size(one)} masked → {int(np.sum(other))} of {np.size(other)}"


def _labels_text(event: Event) -> str:
    return f"{_dims(event.before[0])} → {', '.join(map(_dims, event.after[:3]))}{' …' if len(event.after) > 3 else ''}"


def _dims(labels: Any) -> str:
    """Names of axes, those with a coordinate followed by brackets; a dash for an axis without a name."""
    return "(" + ", ".join("–" if d is None else f"{d}[…]" if d in labels.coords else d for d in labels.dims) + ")"
