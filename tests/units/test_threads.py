"""Threads: first touch, conversions, contexts and definitions side by side, and memos that start afresh meanwhile."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from textwrap import dedent

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u
from metaarr._units._memo import Memo


def run(code, count=1):
    """Run `code` in `count` fresh interpreters at a time: the registry is touched first only once in each."""
    command = [sys.executable, "-W", "error", "-c", dedent(PREAMBLE) + dedent(code)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(count)]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors


PREAMBLE = """
import sys, threading
sys.setswitchinterval(1e-5)
import numpy as np
import metaarr as mt
from metaarr import units as u

def together(*acts):
    start, failures = threading.Barrier(len(acts)), []
    def guarded(act):
        start.wait()
        try:
            act()
        except BaseException as error:
            failures.append(error)
            raise
    threads = [threading.Thread(target=guarded, args=(act,)) for act in acts]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    assert not failures, failures
"""


@pytest.mark.parametrize("round_", range(2))
def test_the_first_touch_is_right_from_eight_threads(round_):
    run(
        """
        assert "pint" not in sys.modules
        def touch(i):
            def act():
                x = mt.array([1.0, 2.0], ["km", "hour", "degC", "dBm"][i % 4])
                y = x.to(["m", "s", "degF", "W"][i % 4]).magnitude
                expected = [[1e3, 2e3], [3600, 7200], [33.8, 35.6], [0.001258925, 0.001584893]]
                np.testing.assert_allclose(y, expected[i % 4], rtol=1e-6)
                assert u.N == u("kg m / s**2") and u.km is mt.Unit("kilometer")
                assert (x - x).units == x.units.delta
                assert f"{u('m/s'):~P}" == "m/s"
            return act
        together(*[touch(i) for i in range(8)])
        """,
        count=4,
    )


def test_the_first_touch_beside_pints_own():
    run(
        """
        import pint
        def ours():
            assert mt.array([1.0], "km").to("m").magnitude[0] == 1000
        def error():
            try:
                mt.Unit("no_such_unit")
            except mt.UndefinedUnitError:
                return
            raise AssertionError
        together(*[ours, error] * 4)
        """,
        count=2,
    )


def test_contexts_do_not_reach_other_threads():
    """A context that is switched on in the registry corrupted most conversions beside it."""
    import pint

    slow = pint.Context("slow")
    slow.add_transformation("[length]", "[time]", lambda registry, x: x / registry("7 m/s"))
    registry = pint.application_registry.get()
    seen = []

    def convert(i):
        x = mt.array([float(i + 1)], "km")
        for _ in range(200):
            if i % 2:
                np.testing.assert_allclose(x.to("THz", "spectroscopy", n=i).magnitude, 2.99792458e-7 / (i + 1) / i)
                np.testing.assert_allclose(x.to("s", slow).magnitude, [(i + 1) * 1000 / 7])
            else:
                seen.append(len(registry._active_ctx.contexts))
                with pytest.raises(mt.DimensionalityError):
                    x.to("THz")
                with pytest.raises(pint.DimensionalityError):
                    registry.Quantity(1.0, "nm").to("THz")
                assert x.to("m").magnitude[0] == (i + 1) * 1000
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(convert, range(8)))
    assert not any(seen)


def test_definitions_beside_conversions():
    run(
        """
        import pint
        pint.set_application_registry(pint.UnitRegistry(on_redefinition="ignore"))
        stop, allowed = threading.Event(), {3.0, 5.0}
        u.define("wibble = 3 * meter")
        def define():
            for i in range(25):
                u.define(f"wibble = {5 if i % 2 else 3} * meter")
                u.define(f"wobble{i} = {i + 1} * second")
                assert mt.array(1.0, f"wobble{i}").to("s").magnitude == i + 1
            u.define("wibble = 7 * meter")
            stop.set()
        def convert():
            y = mt.array([1.0], "km")
            while not stop.is_set():
                x = mt.array([1.0], "wibble")
                a = float(x.to("m").magnitude[0])
                assert a in allowed | {7.0}, a
                assert float((mt.array([0.0], "m") + x).magnitude[0]) == a
                assert (y + y).to("m").magnitude[0] == 2000
                assert mt.Unit("kilowibble").root_factor in (3000, 5000, 7000)
        together(define, *[convert] * 5)
        x = mt.array([1.0], "wibble")
        assert x.to("m").magnitude[0] == 7 and mt.Unit("kilowibble").root_factor == 7000
        assert (x * x).to("m**2").magnitude[0] == 49
        """
    )


def test_memos_that_start_afresh_all_the_time(monkeypatch):
    monkeypatch.setattr(Memo, "LIMIT", 4)
    monkeypatch.setattr("metaarr._fast.memo.LIMIT", 4)
    names = ["m", "km", "cm", "inch", "foot", "mile", "yard", "um"]
    metres = [1.0, 1000.0, 0.01, 0.0254, 0.3048, 1609.344, 0.9144, 1e-6]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)

    def work(seed):
        rng = np.random.default_rng(seed)
        for _ in range(150):
            i, j = rng.integers(0, len(names), 2)
            x, y = mt.array([3.0], names[i]), mt.array([5.0], names[j])
            np.testing.assert_allclose((x + y).m_as("m"), 3 * metres[i] + 5 * metres[j], rtol=1e-12)
            np.testing.assert_allclose((x * y).m_as("m**2"), 15 * metres[i] * metres[j], rtol=1e-12)
            np.testing.assert_allclose(x.to(names[j]).magnitude, 3 * metres[i] / metres[j], rtol=1e-12)
            assert x.units is u[names[i]]
            assert bool((x < y)[0]) == (3 * metres[i] < 5 * metres[j])
        return True

    try:
        with ThreadPoolExecutor(6) as pool:
            assert all(pool.map(work, range(6)))
    finally:
        sys.setswitchinterval(interval)


def test_one_object_per_spelling_from_many_threads():
    Memo.clear_all()
    start, made = threading.Barrier(8), []

    def make():
        start.wait()
        made.append([u.m**i * u.s for i in range(50, 120)])

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    for row in made[1:]:
        assert all(a is b for a, b in zip(made[0], row, strict=True))
