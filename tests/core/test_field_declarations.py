"""What is wrong with a declaration is said when the class is made, and names what would be right."""

import copy
import pickle

import numpy as np
import pytest

import metaarr as mt
from metaarr import kinds
from metaarr import units as u


def one(x):
    return x


def three(x, y, z):
    return x


class Named(mt.Quantity):
    tag = mt.PerArray(default="none", type=str)
    bits = mt.PerElement()


class Nothing(kinds.Kind):
    """A kind that says nothing of itself."""


def made(bases=(mt.Quantity,), **body):
    return type("Bad", bases, body)


@pytest.mark.parametrize(
    ("declare", "message"),
    [
        (lambda: mt.PerArray(merge="some"), "merge must be 'equal', 'first', 'drop', 'raise' or a function of two"),
        (lambda: mt.PerArray(merge=one), "merge must be a function of two values; 'one' cannot be called with 2"),
        (lambda: mt.PerArray(merge=three), "merge must be a function of two values; 'three' cannot be called with 2"),
        (lambda: mt.PerArray(merge=np.negative), "merge must be a function of two values; 'negative'"),
        (lambda: mt.PerArray(default=[]), r"the default is a list, which all arrays would share.*give factory="),
        (lambda: mt.PerArray(default=np.zeros(2)), "the default is a ndarray, which all arrays would share"),
        (lambda: mt.PerArray(default={}), "the default is a dict, which all arrays would share"),
        (lambda: mt.PerArray(default="a", factory=list), "give a default or a factory, not both"),
        (lambda: mt.PerArray(factory=one), "factory must be a function of nothing; 'one' cannot be called with 0"),
        (lambda: mt.PerArray(default=3, type=str), r"the default must be str, not 3 \(int\)"),
        (lambda: mt.PerArray(default=True, type=int), r"the default must be int, not True \(bool\)"),
        (lambda: mt.PerArray(type="str"), "type must be a class, or several"),
        (lambda: mt.PerArray(type=list[int]), "type must be a class, or several"),
        (lambda: mt.PerArray(default=-1, check=lambda v: v >= 0), "the default cannot be -1: <lambda>"),
        (lambda: mt.PerArray(check=three), "check must be a function of one value"),
        (lambda: mt.PerArray(default=1.0, units="array"), "a field with units has no default"),
        (lambda: mt.PerArray(units="metre_"), "no unit named 'metre_'"),
        (lambda: mt.PerElement(merge="some"), "merge must be a ufunc or a function of two arrays, not 'some'"),
        (lambda: mt.PerElement(merge=one), "merge must be a function of two arrays; 'one'"),
        (lambda: mt.PerElement(dtype=float), "merge=np.bitwise_or: companions are float64.*does not take them"),
        (lambda: mt.PerElement(merge=np.divide), "merge=np.divide: companions are uint8.*it gives float"),
        (lambda: mt.PerElement(merge=np.logical_or), "merge=np.logical_or: companions are uint8.*it gives bool"),
        (lambda: mt.PerElement(reduce=sum), "reduce must be a ufunc"),
        (lambda: mt.PerElement(reduce=np.negative), "reduce must be a function of two arrays"),
        (lambda: mt.PerElement(dtype=object), "a companion of dtype object cannot say"),
        (lambda: mt.PerElement(dtype="U3"), "a companion of dtype <U3 cannot say"),
        (lambda: mt.PerElement(fill=300), "fill holds uint8, which cannot hold what was given: 300"),
        (lambda: mt.PerElement(fill=-1), "fill holds uint8, which cannot hold what was given: -1"),
        (lambda: mt.PerElement(fill=np.nan), "fill holds uint8, which cannot hold what was given: nan"),
        (lambda: mt.PerElement(fill=[1, 2]), "fill must be one value"),
        (lambda: mt.PerElement(units="difference"), "a field with units has floating-point numbers"),
        (lambda: mt.PerElement(float, np.hypot, fill=1, units="difference"), "fill=1 means another value in each unit"),
        (lambda: mt.PerElement(float, np.maximum, fill=0, units="array"), "fill=0 means another value in each unit"),
        (lambda: mt.PerAxis(merge="some"), "merge must be 'equal', 'first', 'drop', 'raise'"),
        (lambda: mt.PerAxis(default=[]), "the default is a list"),
        (lambda: mt.PerAxis(merge=one), "merge must be a function of two values"),
    ],
)
def test_words_of_a_declaration(declare, message):
    with pytest.raises((TypeError, ValueError, mt.MetaArrayError), match=message):
        declare()


@pytest.mark.parametrize(
    ("declare", "message"),
    [
        (lambda: made(shape=mt.PerArray()), r"the field 'shape' would hide MetaArray\.shape"),
        (lambda: made(sel=mt.PerArray()), r"the field 'sel' would hide SelectionMethods\.sel"),
        (lambda: made(filled=mt.PerElement()), r"the field 'filled' would hide MaskMethods\.filled"),
        (lambda: made(mask=mt.PerElement()), r"the field 'mask' would hide MaskedArray\.mask"),
        (lambda: made(_meta=mt.PerArray()), "would hide MetaArray._meta"),
        (lambda: made(order=mt.PerArray()), "order= is the memory order where an array is made"),
        (lambda: made(cls=mt.PerArray()), "cls= is the class"),
        (lambda: made(**{"class": mt.PerArray()}), "the field 'class' could be no keyword"),
        (lambda: made(**{"not a name": mt.PerArray()}), "could be no keyword"),
        (lambda: made(a=Named.tag), "Bad.a: the kind is the field Named.tag already; make one for each field"),
        (lambda: made(a=Nothing()), "Bad.a: Nothing does not say what these are: neutral, accept, index, deliver"),
        (lambda: made((mt.MetaArray,), a=mt.PerArray(units="array")), "Bad.a is in the array's unit, and Bad has none"),
        (lambda: made((Named,), tag="fixed"), r"Bad\.tag would hide the field of Named"),
        (lambda: made((Named,), bits=property(one)), r"Bad\.bits would hide the field of Named"),
        (lambda: made((Named,), bits=mt.PerArray()), "Bad.bits: a base declares it as PerElement"),
        (lambda: made((type("Mixin", (), {"flat": mt.PerArray()}), mt.Quantity)), "'flat' would hide MetaArray.flat"),
        (lambda: made((type("Mixin", (), {"tag": "mine"}), Named)), r"Mixin\.tag would hide the field of Named"),
    ],
)
def test_fields_of_a_class(declare, message):
    with pytest.raises(TypeError, match=message):
        declare()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"elementwise": lambda kind: None}, r"Own.elementwise must be a function of the kind and a call"),
        ({"reduce": lambda kind, call, more: None}, "Own.reduce must be a function of the kind and a call"),
        ({"rules": {len: lambda kind, call: None}}, "Own.rules: len is no function of NumPy, nor registered"),
        ({"rules": {np.sort: lambda kind: None}}, "Own.rules must be a function of the kind and a call"),
    ],
)
@pytest.mark.parametrize("scope", [mt.PerArray, mt.PerElement, mt.PerAxis])
def test_answers_of_a_kind(scope, body, message):
    with pytest.raises(TypeError, match=message):
        type("Own", (scope,), body)


def test_names_that_only_look_taken():
    cls = made(fields=mt.PerArray(), args=mt.PerArray(), self=mt.PerArray())
    x = cls([1.0], "m", fields=1, args=2, self=3)
    assert (x.fields, x.args, x.self) == (1, 2, 3)


class Instrument:
    """A mixin that is no array."""

    instrument = mt.PerArray(default=None, type=str | None)


class Flagged(mt.MetaArray):
    flag = mt.PerElement(dtype=bool, merge=np.logical_or)


class Spread(mt.Quantity):
    sigma = mt.PerElement(float, np.hypot, units="difference")


class InstrumentFirst(Instrument, Flagged, Spread):
    pass


class InstrumentLast(Spread, Flagged, Instrument):
    pass


class Deeper(InstrumentFirst):
    side = mt.PerAxis(type=str)
    instrument = mt.PerArray(default="unknown", type=str)


class Everything(InstrumentLast, mt.LabeledMaskedQuantity):
    pass


@pytest.mark.parametrize("cls", [InstrumentFirst, InstrumentLast, Deeper, Everything])
class TestInheritance:
    def made(self, cls):
        return cls([1.0, 2.0, 4.0], "m", instrument="A", flag=[True, False, True], sigma=[1, 2, 3] * u.dm)

    def test_fields_are_keywords_and_attributes(self, cls):
        x = self.made(cls)
        assert (x.instrument, x.flag.tolist()) == ("A", [True, False, True])
        np.testing.assert_allclose(np.asarray(x.sigma), [0.1, 0.2, 0.3])
        assert x.sigma.units == u.m

    def test_fields_are_shown(self, cls):
        text = repr(self.made(cls))
        assert text.startswith(cls.__name__)
        for part in ("instrument='A'", "flag=array([ True, False,  True])", "sigma=Quantity([0.1, 0.2, 0.3], 'meter')"):
            assert part in text

    @pytest.mark.parametrize(
        "again",
        [
            copy.copy,
            copy.deepcopy,
            np.copy,
            lambda x: x.copy(),
            lambda x: pickle.loads(pickle.dumps(x)),
            lambda x: x[:],
        ],
    )
    def test_fields_survive(self, cls, again):
        x = self.made(cls)
        y = again(x) if again is not np.copy else np.copy(x, subok=True)
        assert type(y) is cls
        for kind, meta, other in zip(cls._kinds, x._meta, y._meta, strict=True):
            assert kind.same(meta, other), kind

    def test_fields_go_through_numpy(self, cls):
        x = self.made(cls)
        for result, order in ((x[::-1], [2, 1, 0]), (np.sort(-x), [2, 1, 0]), (np.roll(x, 1), [2, 0, 1])):
            assert type(result) is cls
            assert result.instrument == "A"
            assert result.flag.tolist() == x.flag[order].tolist()
            assert np.asarray(result.sigma).tolist() == np.asarray(x.sigma)[order].tolist()

    def test_what_differs_is_told_apart(self, cls):
        x = self.made(cls)
        for name, value in (("instrument", "B"), ("flag", [True, True, True]), ("sigma", 1.0)):
            y = x.copy()
            setattr(y, name, value)
            kind = getattr(cls, name)
            at = cls._index[kind]
            assert not kind.same(x._meta[at], y._meta[at])


class TestDeclaredAnew:
    """A field of a subclass takes the place of its base's; arrays of both meet."""

    class Wide(Named):
        tag = mt.PerArray(default="wide", merge="first", type=str)
        bits = mt.PerElement(np.uint16)

    def arrays(self):
        return Named([1.0, 2.0], "m", tag="a", bits=[1, 2]), self.Wide([1.0, 2.0], "m", tag="b", bits=[256, 0])

    @pytest.mark.parametrize(
        "call",
        [
            np.add,
            np.maximum,
            lambda x, y: x - y,
            lambda x, y: np.where([True, True], x, y) + 0 * y,
            lambda x, y: np.add(x, y, where=True),
        ],
    )
    def test_the_subclass_wins(self, call):
        x, y = self.arrays()
        for one, other, tag in ((x, y, "a"), (y, x, "b")):
            result = call(one, other)
            assert type(result) is self.Wide
            assert result.tag == tag
            assert result.bits.tolist() == [257, 2]

    def test_the_target_keeps_its_class(self):
        x, y = self.arrays()
        y.bits = 8
        x += y
        assert (type(x), x.bits.tolist(), x.tag) == (Named, [9, 10], "none")
        x[0] = y[1]
        assert x.bits.tolist() == [8, 10]
        y.bits[0] = 256
        with pytest.raises(ValueError, match="bits holds uint8, which cannot hold what was given: 256"):
            x[0] = y[0]
        assert (np.asarray(x)[0], x.bits[0]) == (2.0, 8)

    def test_plain_operands_and_quantities(self):
        _, y = self.arrays()
        for result in (y + 1 * u.m, 2 * y, y * np.ones(2), y + mt.array([1.0, 1.0], "m"), np.concatenate([y])):
            assert (type(result), result.tag, result.bits.tolist()) == (self.Wide, "b", [256, 0])

    def test_one_is_made_of_the_other(self):
        x, y = self.arrays()
        assert self.Wide(x).bits.dtype == np.uint16
        assert self.Wide(x).tag == "a"
        with pytest.raises(ValueError, match="bits holds uint8"):
            Named(y)


class TestMixinsThatClash:
    def test_the_class_itself_may_decide(self):
        other = type("Other", (mt.Quantity,), {"tag": mt.PerArray(default=None)})
        with pytest.raises(TypeError, match="both declare 'tag'; rename one of them, or declare it in Both anew"):
            type("Both", (Named, other), {})
        both = type("Both", (Named, other), {"tag": mt.PerArray(default="both")})
        x = both([1.0], "m")
        assert (x + other([1.0], "m", tag="o")).tag == "both"
        assert (x + Named([1.0], "m", tag="both")).tag == "both"
