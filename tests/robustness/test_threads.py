"""Caches under eight threads: each in a fresh process, where all of them are empty, checked against plain NumPy."""

import subprocess
import sys
import textwrap

import pytest

RACE = """
    import sys, threading
    import numpy as np
    import metaarr as mt
    sys.setswitchinterval(1e-6)
    failed = []
    barrier = threading.Barrier(8)

    def race(work):
        def run(number):
            barrier.wait()
            try:
                for turn in range(TURNS):
                    work(number, turn)
            except BaseException as error:
                failed.append(repr(error))
        threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise SystemExit(failed[0])

    def equal(got, want, what):
        if not np.array_equal(got, want):
            raise ValueError(f"{what}: {got!r} is not {want!r}")
"""

PLANS = """
    # Every thread meets every ufunc, method and class for the first time at once.
    ufuncs = [np.add, np.subtract, np.multiply, np.true_divide, np.maximum, np.less, np.hypot, np.copysign]
    data = np.arange(1.0, 7.0).reshape(2, 3)
    makers = [
        lambda: mt.array(data, ""), lambda: mt.array(data, mask=False), lambda: mt.array(data, dims=("y", "x")),
        lambda: mt.array(data, "", mask=False, dims=("y", "x")), lambda: data,
    ]
    def work(number, turn):
        ufunc = ufuncs[(number + turn) % 8]
        left, right = makers[turn % 5](), makers[(turn // 5) % 5]()
        got = ufunc(left, right)
        equal(np.asarray(got), ufunc(data, data), ufunc.__name__)
        equal(np.asarray(left.sum(axis=0)), data.sum(axis=0), "sum")
        equal(np.asarray(np.transpose(left)), data.T, "transpose")
        equal(np.asarray(np.concatenate([left, left])), np.concatenate([data, data]), "concatenate")
        other = left.copy()
        other += right
        equal(np.asarray(other), data + data, "+=")
        other[0] = left[1]
        equal(np.asarray(other[0]), data[1], "setitem")
"""

UNITS = """
    # New units, their products and factors, and definitions that empty every memory in between.
    factors = {"m": 1.0, "km": 1000.0, "cm": 0.01, "mm": 0.001, "inch": 0.0254, "foot": 0.3048}
    names = list(factors)
    def work(number, turn):
        one, other = names[(number + turn) % 6], names[turn % 6]
        x = mt.array([1.0, 2.0], one) + mt.array([3.0, 4.0], other)
        want = (np.array([1.0, 2.0]) * factors[one] + np.array([3.0, 4.0]) * factors[other]) / factors[one]
        if not np.allclose(np.asarray(x), want) or str(x.units) != str(mt.Unit(one)):
            raise ValueError(f"{one} + {other}: {x}")
        product = mt.Unit(f"{one} ** {turn % 7 + 1}") * mt.Unit(other)
        if product != mt.Unit(f"{other} * {one} ** {turn % 7 + 1}") or hash(product) != hash(mt.Unit(str(product))):
            raise ValueError(str(product))
        if number == 0 and turn % 20 == 0:
            mt.units.define(f"cubit_{turn} = 0.5 * meter")
            if mt.array([2.0], f"cubit_{turn}").to("m").magnitude[0] != 1.0:
                raise ValueError(f"cubit_{turn}")
"""

FAMILIES = """
    # Classes that are made by joining, asked for by all threads at once; one class for one recipe.
    import copy, pickle
    classes = []
    for i in range(TURNS):
        fields = {f"field_{i}": mt.PerArray(default=i), f"mark_{i}": mt.PerElement(dtype=np.uint8)}
        classes.append(type(f"Made{i}", (mt.Quantity,), {"__module__": "__main__", **fields}))
        globals()[f"Made{i}"] = classes[-1]
    found = [set() for _ in range(TURNS)]
    def work(number, turn):
        x = mt.array(classes[turn]([1.0, 2.0], "m"), mask=[0, 1], dims="x")
        y = x * x + x * x
        equal(np.asarray(y[:1]), [2.0], "arithmetic")
        if getattr(y, f"field_{turn}") != turn or getattr(y, f"mark_{turn}").tolist() != [0, 0]:
            raise ValueError("fields")
        found[turn].update((type(x), type(y), type(pickle.loads(pickle.dumps(x))), type(copy.deepcopy(y))))
    race(work)
    if any(len(classes) != 1 for classes in found):
        raise SystemExit(f"several classes of one recipe: {next(c for c in found if len(c) != 1)}")
"""


@pytest.mark.parametrize(
    ("work", "turns"), [(PLANS, 100), (UNITS, 60), (FAMILIES, 25)], ids=["plans", "units", "families"]
)
def test_eight_threads(work, turns):
    code = f"TURNS = {turns}\n" + textwrap.dedent(RACE) + textwrap.dedent(work)
    if "race(work)" not in work:
        code += "\nrace(work)\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
