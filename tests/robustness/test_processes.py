"""Other processes, and an interpreter that leaves assertions out."""

import multiprocessing
import subprocess
import sys
import sysconfig
import textwrap

import pytest

WORKERS = """
    import multiprocessing, sys, warnings
    import numpy as np
    import metaarr as mt

    def work(x):
        y = x * 2 + 1 * mt.units.km
        mt.units("kg / furlong")
        return y, y.sum("t"), mt.array([1.0], "inch").to("m")

    if __name__ == "__main__":
        warnings.simplefilter("ignore", DeprecationWarning)  # fork in a process that has threads
        x = mt.array(np.arange(4.0), "m", mask=[0, 1, 0, 0], dims="t", coords={"t": mt.array([1, 2, 3, 4], "s")})
        expected = work(x)
        with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
            for got in pool.map(work, [x] * 4):
                for one, other in zip(got, expected):
                    if type(one) is not type(other) or repr(one) != repr(other):
                        raise SystemExit(f"{one!r} is not {other!r}")
                if got[0].coords["t"].units != mt.units.s or got[0].mask.tolist() != [False, True, False, False]:
                    raise SystemExit(repr(got[0]))
"""


@pytest.mark.parametrize("method", sorted({"fork", "spawn"} & set(multiprocessing.get_all_start_methods())))
def test_pools(method, tmp_path):
    program = tmp_path / "pool.py"
    program.write_text(textwrap.dedent(WORKERS))
    done = subprocess.run([sys.executable, program, method], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


FORK_IN_THE_MIDDLE = """
    import os, signal, threading, time
    import metaarr as mt
    from metaarr._family import _MAKING
    from metaarr._units._pint import LOCK
    mt.Unit("m")
    def hold(lock):
        while True:
            with lock:
                time.sleep(0.001)
    class Field(mt.Quantity):
        field = mt.PerArray(default=0)
    for lock in (LOCK, _MAKING):
        threading.Thread(target=hold, args=(lock,), daemon=True).start()
    for _ in range(5):
        time.sleep(0.005)
        pid = os.fork()
        if pid == 0:
            signal.alarm(20)
            x = mt.array(Field([1.0], "inch * furlong"), mask=[1])
            os._exit(0 if x.units == mt.Unit("furlong * inch") and type(x).__name__ == "MaskedField" else 1)
        if os.waitpid(pid, 0)[1]:
            os._exit(3)
    os._exit(0)
"""


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system")
def test_a_fork_while_another_thread_reads_a_unit():
    """The child has no thread that would ever give the lock back."""
    code = textwrap.dedent(FORK_IN_THE_MIDDLE)
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


FORK_BESIDE_A_LAZY_VALUE = """
    import os, signal, threading
    import metaarr as mt
    started, finished = threading.Event(), threading.Event()
    def slow():
        started.set()
        finished.wait(20 if threading.current_thread() is not threading.main_thread() else 0)
        return 7
    value = mt.Lazy(slow)
    thread = threading.Thread(target=value.get, daemon=True)
    thread.start()
    started.wait()
    pid = os.fork()
    if pid == 0:
        signal.alarm(20)
        os._exit(0 if value.get() == 7 else 1)
    status = os.waitpid(pid, 0)[1]
    finished.set()
    os._exit(3 if status else 0)
"""


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system")
def test_a_fork_while_another_thread_works_out_a_lazy_value():
    code = textwrap.dedent(FORK_BESIDE_A_LAZY_VALUE)
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


REFUSALS = """
    import numpy as np
    import metaarr as mt
    from metaarr import units as u
    m, s = mt.array([1.0, 2.0], "m"), mt.array([1.0, 2.0], "s")
    k = mt.array([1.0, 2.0], mask=[0, 1])
    x, y = (mt.array([1.0, 2.0], dims="x", coords={"x": labels}) for labels in ([1, 2], [2, 1]))
    calls = {
        "add": lambda: m + s, "number": lambda: m + 1, "less": lambda: m < s, "exp": lambda: np.exp(m),
        "out": lambda: np.multiply(m, m, out=np.empty(2)), "in place": lambda: m.__iadd__(s), "equal": lambda: m == s,
        "concatenate": lambda: np.concatenate([m, s]), "where": lambda: np.where([True, False], m, s),
        "to": lambda: m.to("s"), "unit": lambda: mt.Unit("no_such_unit"), "text": lambda: mt.Unit("9**9**9"),
        "degC": lambda: mt.array([1.0], "degC") + mt.array([1.0], "degC"), "float": lambda: float(m[0]),
        "masked float": lambda: float(k[1]), "hash": lambda: hash(k[1]), "index": lambda: np.arange(3)[k[1]],
        "mask": lambda: mt.array([1.0], mask=[1, 0]), "mask of text": lambda: mt.array([1.0], mask=["a"]),
        "inv": lambda: np.linalg.inv(mt.array(np.eye(2), mask=np.eye(2))), "save": lambda: np.save("/dev/null", k),
        "align": lambda: x + y, "dims": lambda: mt.array([1.0], dims=("a", "b")), "sel": lambda: x.sel(x=9),
        "rename": lambda: x.rename(q="r"), "sum": lambda: x.sum("q"), "assign": lambda: x.__setitem__(0, m[0]),
        "masked into plain": lambda: np.copyto(np.zeros(2), k), "dtype": lambda: mt.array(["a"], "m"),
        "class": lambda: type("C", (mt.Quantity,), {"flags": mt.PerArray()}), "view": lambda: m.view("i1"),
        "merge": lambda: mt.PerArray(merge="no"), "pickle": lambda: mt.array([1.0], mask=[1]).tolist(),
        "fill": lambda: mt.array([1.0], "m", mask=[1]).filled(1 * u.s), "reshape": lambda: m.reshape(3),
        "ok": lambda: (m * s + 1 * u.m * u.s, k.sum(), x.sum("x"), m.to("km"), np.sort(k)),
    }
    for name, call in calls.items():
        try:
            print(name, repr(call()))
        except Exception as error:
            print(name, type(error).__mro__[:2], error)
"""


def test_nothing_rests_on_assertions():
    """``python -O`` answers and refuses to the letter as ``python`` does."""
    plain, optimised = (
        subprocess.run(
            [sys.executable, *options, "-c", textwrap.dedent(REFUSALS)], capture_output=True, text=True, check=False
        )
        for options in ((), ("-O",))
    )
    assert plain.returncode == optimised.returncode == 0, optimised.stderr
    assert plain.stdout.count("Error") > 25
    assert optimised.stdout == plain.stdout


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python has a global interpreter lock")
def test_free_threaded_python_stays_so():
    code = "import sys, metaarr as mt; mt.array([1.0], 'm') + mt.array([1.0], 'km'); print(sys._is_gil_enabled())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False"
