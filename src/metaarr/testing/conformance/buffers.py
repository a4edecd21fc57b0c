"""Rows 28–36, 50–52, 56 and 59: conversions, buffers, pickles, files and what reads memory without asking."""

from __future__ import annotations

import copy
import pickle
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .case import DATA, Call, Case, outcome
from .fields import ABSENT
from .judge import check, demand, demand_same, judge
from .rows import Findings, row


def _judged(case: Case, number: int, calls: dict[str, Call], **options: Any) -> Findings:
    for name, call in calls.items():
        yield judge(case, number, name, call, **options)


def _written(write: Callable[[Any], Any], shape: tuple[int, ...] = (3, 4)) -> Any:
    plain = np.zeros(shape)
    write(plain)
    return plain


@row(28, "Conversions to plain arrays without a hook")
def plain_conversions(case: Case) -> Findings:
    """NumPy asks nobody: the leak list begins here."""
    calls: dict[str, Call] = {
        "np.asarray": np.asarray,
        "np.array": np.array,
        "np.array([x, x])": lambda x: np.array([x, x]),
        "np.ascontiguousarray": np.ascontiguousarray,
        "plain[:] = x": lambda x: _written(lambda p: p.__setitem__(slice(None), x)),
        "plain[1:2] = x[:1]": lambda x: _written(lambda p: p.__setitem__(slice(1, 2), x[:1])),
        "np.array([x00, x01])": lambda x: np.array([x[0, 0], x[0, 1]]),
        "plain[0, 0] = x[0, 0]": lambda x: _written(lambda p: p.__setitem__((0, 0), x[0, 0])),
        "np.full": lambda x: np.full((3, 4), x),
    }
    yield from _judged(case, 28, calls, leak=True)


@row(29, "Conversions that keep the class")
def keeping_conversions(case: Case) -> Findings:
    """`asanyarray` and its relatives."""
    calls: dict[str, Call] = {
        "np.asanyarray": np.asanyarray,
        "np.array(subok)": lambda x: np.array(x, subok=True),
        "np.require": lambda x: np.require(x, requirements=["C", "O"]),
        "np.asanyarray(dtype)": lambda x: np.asanyarray(x, dtype="f4"),
    }
    yield from _judged(case, 29, calls, moves=True)
    yield check(29, "asanyarray is x", lambda: _is_itself(case.array()))


def _is_itself(x: Any) -> None:
    demand(np.asanyarray(x) is x, "a copy was made")


@row(30, "`__array__`")
def array_method(case: Case) -> Findings:
    """A direct call gives the numbers alone, as they are."""
    yield judge(case, 30, "x.__array__()", lambda x: x.__array__(), leak=True)

    def dtype() -> None:
        demand(case.array().__array__(np.dtype("f4")).dtype == np.float32, "the dtype is another")

    yield check(30, "x.__array__(dtype)", dtype)


@row(31, "Buffers: `__array_interface__`, `memoryview`")
def buffer_protocol(case: Case) -> Findings:
    """The numbers alone, in shared memory, read-only where the array is."""

    def shared() -> None:
        x = case.array()
        view = np.asarray(memoryview(x))
        demand(np.array_equal(view, DATA), "the numbers are others")
        demand(np.shares_memory(view, case.plain(x)), "the memory is another")

    def read_only() -> None:
        x = case.array()
        x.flags.writeable = False
        demand(memoryview(x).readonly, "the buffer of a read-only array can be written")

    def interface() -> None:
        x = case.array()
        demand(x.__array_interface__["data"][0] == case.plain(x).ctypes.data, "the address is another")
        demand(x.__array_interface__["shape"] == DATA.shape, "the shape is another")

    yield check(31, "memoryview", shared)
    yield check(31, "read-only", read_only)
    yield check(31, "interface", interface)
    yield judge(case, 31, "np.frombuffer", np.frombuffer, leak=True)


@row(32, "DLPack")
def dlpack(case: Case) -> Findings:
    """Values go round without a copy, or an error names the explicit way."""
    yield judge(case, 32, "np.from_dlpack", np.from_dlpack, leak=True)

    def shared() -> None:
        x = case.array()
        done = outcome(np.from_dlpack, x)
        if done.error is not None:
            raise done.error
        demand(np.shares_memory(done.value, case.plain(x)), "a copy was made")

    yield check(32, "shares memory", shared)
    yield check(32, "device", lambda: demand(case.array().__dlpack_device__() == (1, 0), "the device is another"))


@row(33, "Array API: namespace and device")
def array_api(case: Case) -> Findings:
    """Arrays say that they are NumPy's, on the processor."""
    yield check(33, "namespace", lambda: demand(case.array().__array_namespace__() is np, "another namespace"))
    yield check(33, "device", lambda: demand(case.array().device == "cpu", "another device"))
    yield judge(case, 33, "to_device", lambda x: x.to_device("cpu"), moves=True)


@row(34, "`__numpy_dtype__`")
def no_dtype_like(case: Case) -> Findings:
    """Arrays are no dtypes."""

    def not_a_dtype() -> None:
        demand(not hasattr(case.cls, "__numpy_dtype__"), "the class calls its arrays dtypes")

    yield check(34, "no dtype", not_a_dtype)


@row(35, "Pickling")
def pickling(case: Case) -> Findings:
    """Every protocol keeps everything; large data travel out of band in one buffer."""
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):

        def round_trip(protocol: int = protocol) -> None:
            for x in (case.array(), case.array()[1:, ::2], case.array()[0, 0], case.array()[:0]):
                demand_same(case, x, pickle.loads(pickle.dumps(x, protocol)))

        yield check(35, f"protocol {protocol}", round_trip)

    def out_of_band() -> None:
        buffers: list[Any] = []
        x = case.array()
        text = pickle.dumps(x, 5, buffer_callback=buffers.append)
        demand(buffers, "the data were copied into the pickle")
        demand_same(case, x, pickle.loads(text, buffers=buffers))

    yield check(35, "out of band", out_of_band)


@row(36, "Copies")
def copies(case: Case) -> Findings:
    """Copies have everything and share nothing."""
    ways: dict[str, Call] = {
        "copy.copy": copy.copy,
        "copy.deepcopy": copy.deepcopy,
        "x.copy()": lambda x: x.copy(),
        "x.copy('F')": lambda x: x.copy("F"),
        "np.copy(subok)": lambda x: np.copy(x, subok=True),
    }
    for name, way in ways.items():

        def same(way: Call = way) -> None:
            x = case.array()
            copied = way(x)
            demand_same(case, x, copied)
            demand(not np.shares_memory(case.plain(x), case.plain(copied)), "the data are shared")
            before = case.metadata(copied)
            x[...] = x[2, 3]
            demand(all(f.agree(before[f.name], f.of(copied)) for f in case.fields), "metadata are shared")

        yield check(36, name, same)
    yield from _judged(case, 36, ways, moves=True)


@row(50, "Bytes: `tobytes`, `tofile`, `dumps`, `data`, `ctypes`")
def raw_bytes(case: Case) -> Findings:
    """The bytes are those of the numbers; `dumps` is a pickle and keeps everything."""
    yield check(50, "tobytes", lambda: demand(case.array().tobytes() == DATA.tobytes(), "other bytes"))
    yield check(50, "data", lambda: demand(bytes(case.array().data) == DATA.tobytes(), "other bytes"))
    yield check(50, "ctypes", lambda: demand(case.array().ctypes.shape[:] == [3, 4], "another shape"))
    yield judge(case, 50, "frombuffer(tobytes)", lambda x: np.frombuffer(x.tobytes()), leak=True)

    def dumped() -> None:
        x = case.array()
        demand_same(case, x, pickle.loads(x.dumps()))

    def to_file() -> None:
        with tempfile.TemporaryFile() as file:
            case.array().tofile(file)
            file.seek(0)
            demand(file.read() == DATA.tobytes(), "other bytes")

    yield check(50, "dumps", dumped)
    yield check(50, "tofile", to_file)


@row(51, "Iterators: `nditer`, `ndenumerate`, `broadcast`")
def iterators(case: Case) -> Findings:
    """NumPy's iterators give bare values."""
    calls: dict[str, Call] = {
        "nditer": lambda x: [np.array(item) for item in np.nditer(x)],
        "ndenumerate": lambda x: [item for _, item in np.ndenumerate(x)],
        "broadcast": lambda x: [item for (item,) in np.broadcast(x)],
    }
    yield from _judged(case, 51, calls, leak=True)
    yield check(51, "ndindex", lambda: demand(len(list(np.ndindex(case.array().shape))) == 12, "other positions"))


_ALIGNS = frozenset({"broadcast_arrays", "broadcast_arrays(subok)"})
"""Where an operand takes over labels of another one."""


@row(52, "Stride tricks")
def stride_tricks(case: Case) -> Findings:
    """With `subok` they keep everything, without it they give plain arrays."""
    tricks = np.lib.stride_tricks
    keeping: dict[str, Call] = {
        "broadcast_to(subok)": lambda x: np.broadcast_to(x, (2, 3, 4), subok=True),
        "broadcast_arrays(subok)": lambda x: np.broadcast_arrays(x, x[:1], subok=True),
        "sliding_window_view(subok)": lambda x: tricks.sliding_window_view(x, 2, axis=1, subok=True),
        "as_strided(subok)": lambda x: tricks.as_strided(x, (2, 2), x.strides, subok=True),
    }
    for name, call in keeping.items():
        yield judge(case, 52, name, call, moves=True, aligns=name in _ALIGNS)
    dropping: dict[str, Call] = {
        "as_strided": lambda x: tricks.as_strided(x, (2, 2), x.strides),
        "broadcast_to": lambda x: np.broadcast_to(x, (2, 3, 4)),
        "broadcast_arrays": lambda x: np.broadcast_arrays(x, x[:1]),
        "sliding_window_view": lambda x: tricks.sliding_window_view(x, 2, axis=1),
    }
    for name, call in dropping.items():
        yield judge(case, 52, name, call, moves=True, aligns=name in _ALIGNS, leak=True)


@row(56, "`memmap`")
def memory_maps(case: Case) -> Findings:
    """Arrays over a file: views, sums, pickles and writing back."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        DATA.tofile(path)
        mapped = np.memmap(path, "f8", "r+", shape=DATA.shape)
        yield check(56, "make", lambda: _over_a_map(case, mapped))
        yield check(56, "view", lambda: _viewed(case, mapped))
        yield judge(case, 56, "x + memmap", lambda x: x + mapped)
        yield judge(case, 56, "memmap + x", lambda x: mapped + x)
        yield judge(case, 56, "np.where(memmap first)", lambda x: np.where(DATA > 5, mapped, x), leak=True)
        yield check(56, "writing", lambda: _written_back(case, mapped, path))


def _over_a_map(case: Case, mapped: Any) -> None:
    x = case.samples[0].make(mapped)
    demand(np.array_equal(case.plain(x), mapped), "the numbers are others")
    demand_same(case, x, pickle.loads(pickle.dumps(x)))


def _viewed(case: Case, mapped: Any) -> None:
    x = mapped.view(case.cls)
    demand(ABSENT not in case.metadata(x).values(), "metadata are missing")
    demand(np.shares_memory(case.plain(x), np.asarray(mapped)), "a copy was made")


def _written_back(case: Case, mapped: Any, path: Path) -> None:
    x = mapped.view(case.cls)
    done = outcome(lambda: x.__setitem__((0, 0), x[1, 1]))
    if done.error is not None:
        raise done.error
    mapped.flush()
    demand(np.fromfile(path)[0] == DATA[1, 1], "what was written did not reach the file")


@row(59, "`numpy.random`")
def random_generators(case: Case) -> Findings:
    """Generators read the buffer; `shuffle` in place is asked nothing either."""

    def generator() -> Any:
        return np.random.default_rng(0)

    calls: dict[str, Call] = {
        "choice": lambda x: generator().choice(x[0], 2),
        "permutation": lambda x: generator().permutation(x),
        "permuted": lambda x: generator().permuted(x, axis=1),
        "normal": lambda x: generator().normal(x),
    }
    yield from _judged(case, 59, calls, leak=True)

    def shuffled(x: Any) -> Any:
        y = x.copy()
        generator().shuffle(y)
        return y

    yield judge(case, 59, "shuffle", shuffled, moves=True, leak=True)
