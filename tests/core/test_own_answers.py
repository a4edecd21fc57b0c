"""A kind that answers a structure itself is asked on every call: plans know only the defaults of the scopes."""

import numpy as np
import pytest

import metaarr as mt


class Refusing:
    """Answers that no default gives."""

    def no(self, call):
        raise mt.UnsupportedError(f"{self.name} says no")


CALLS = {
    "elementwise": [
        lambda x: x + x,
        lambda x: x * 2.0,
        lambda x: 2.0 * x,
        lambda x: np.sqrt(x),
        lambda x: -x,
        lambda x: np.add(x, x),
        lambda x: x.__iadd__(x),
        lambda x: x**2,
    ],
    "reduce": [lambda x: x.sum(), lambda x: np.max(x), lambda x: np.add.reduce(x), lambda x: x.min(axis=0)],
    "rearrange": [lambda x: x.T, lambda x: x.reshape(2, 1), lambda x: np.flip(x), lambda x: np.squeeze(x)],
    "contract": [lambda x: x @ x, lambda x: np.vecdot(x, x)],
    "assign": [lambda x: x.__setitem__(0, x[1]), lambda x: x.__setitem__(slice(1), x[1:])],
}


@pytest.mark.parametrize("scope", [mt.PerArray, mt.PerElement])
@pytest.mark.parametrize(("structure", "call"), [(s, call) for s, calls in CALLS.items() for call in calls])
def test_an_overridden_structure_is_asked(scope, structure, call):
    kind = type("Own", (Refusing, scope), {structure: Refusing.no})()
    cls = type("Array", (mt.Quantity,), {"own": kind})
    with pytest.raises(mt.UnsupportedError, match="own says no"):
        call(cls([1.0, 4.0], "m"))


@pytest.mark.parametrize("scope", [mt.PerArray, mt.PerElement])
def test_a_rule_for_one_ufunc_is_asked(scope):
    kind = type("Own", (Refusing, scope), {"rules": {np.sqrt: Refusing.no, np.add: Refusing.no}})()
    cls = type("Array", (mt.Quantity,), {"own": kind})
    x = cls([1.0, 4.0], "m")
    for call in (np.sqrt, lambda x: x + x, lambda x: x + 0):
        with pytest.raises(mt.UnsupportedError, match="own says no"):
            call(x)
    assert (x - x).own is not None or scope is mt.PerArray
