"""Which class a result has, and what downstream classes bring along."""

import pickle

import numpy as np
import pytest
from core.downstream import Measured, Spectrum, Station, Uncertain

import metaarr as mt
from metaarr import units as u
from metaarr.testing.strategies import CLASSES

KINDS = {cls: frozenset(kind.name for kind in cls._kinds) for cls in CLASSES}
OF_KINDS = {kinds: cls for cls, kinds in KINDS.items()} | {frozenset(): np.ndarray}


def joined(*classes):
    return OF_KINDS[frozenset().union(*(KINDS.get(cls, frozenset()) for cls in classes))]


class TestNamedClasses:
    def test_are_related_by_their_kinds(self):
        for one in CLASSES:
            for other in CLASSES:
                assert issubclass(one, other) == (KINDS[one] >= KINDS[other])
            assert issubclass(one, mt.MetaArray)
            assert issubclass(one, np.ndarray)

    @pytest.mark.parametrize("one", [*CLASSES, np.ndarray])
    @pytest.mark.parametrize("other", [*CLASSES, np.ndarray])
    def test_join_in_results(self, one, other):
        a, b = (np.ones((2, 2)) if cls is np.ndarray else cls(np.ones((2, 2))) for cls in (one, other))
        expected = joined(one, other)
        for result in (
            a + b,
            a * b,
            np.maximum(a, b),
            a**b,
            np.concatenate([a, b]),
            np.stack([a, b]),
            np.where(np.ones((2, 2), bool), a, b),
            np.add.outer(a, b),
            a @ b,
            np.dot(a, b),
            np.append(a, b, axis=0),
        ):
            assert type(result) is expected

    @pytest.mark.parametrize("one", [*CLASSES, np.ndarray])
    @pytest.mark.parametrize("other", [*CLASSES, np.ndarray])
    def test_comparisons_have_no_units(self, one, other):
        a, b = (np.ones(2) if cls is np.ndarray else cls(np.ones(2)) for cls in (one, other))
        expected = OF_KINDS[KINDS.get(joined(one, other), frozenset()) - {"units"}]
        for result in (a == b, a < b, a != b, np.greater_equal(a, b), np.logical_and(a, b), np.isfinite(a + b)):
            assert type(result) is expected

    @pytest.mark.parametrize("cls", CLASSES)
    def test_are_kept(self, cls):
        x = cls(np.ones((2, 2)))
        for result in (
            x[0],
            x[0, 0],
            x.T,
            -x,
            np.sqrt(x),
            x.sum(),
            x.sum(0),
            x.mean(),
            x.max(1),
            x.copy(),
            x.astype("f4"),
            np.sort(x),
            x.ravel(),
        ):
            assert type(result) is cls

    @pytest.mark.parametrize("cls", CLASSES)
    def test_do_not_follow_from_content(self, cls):
        assert type(cls([]) + cls([])) is cls
        assert type(cls(1.0)) is cls
        assert type(cls([1.0]).sum()) is cls

    def test_lose_one_kind_when_it_is_dropped(self):
        x = mt.LabeledMaskedQuantity([1.0])
        assert type(x.magnitude) is mt.LabeledMaskedArray
        assert type(x.unmasked) is mt.LabeledQuantity
        assert type(x.unlabeled) is mt.MaskedQuantity
        assert type(x.magnitude.unmasked.unlabeled) is np.ndarray


class TestDownstream:
    def spectrum(self, **fields):
        return Spectrum([3.0, 1.0, 2.0], "W", **({"instrument": "SPIRE", "quality": [1, 2, 4]} | fields))

    def test_takes_its_fields_as_keywords(self):
        s = self.spectrum()
        assert (s.instrument, s.quality.tolist(), s.units) == ("SPIRE", [1, 2, 4], u.W)
        assert Spectrum([1.0], "W").instrument is None
        assert Spectrum([1.0]).quality.tolist() == [0]
        assert Spectrum([1.0], "W", "SPIRE", [3]).quality.tolist() == [3]
        assert Spectrum([1.0, 2.0], "W", quality=3).quality.tolist() == [3, 3]

    def test_refuses_a_companion_of_another_shape(self):
        with pytest.raises(ValueError, match=r"quality has shape \(2,\), the data have shape \(3,\); give one value"):
            self.spectrum(quality=[1, 2])

    def test_companion_given_is_copied(self):
        quality = np.array([1, 2, 4], np.uint8)
        assert not np.shares_memory(self.spectrum(quality=quality).quality, quality)

    def test_attributes_are_set(self):
        s = self.spectrum()
        view = s[:2]
        s.instrument = "PACS"
        s.quality = [0, 0, 7]
        assert (s.instrument, view.instrument) == ("PACS", "SPIRE")
        assert view.quality.tolist() == [0, 0]
        s.quality[0] = 9
        assert view.quality.tolist() == [9, 0]
        with pytest.raises(ValueError, match="broadcast"):
            s.quality = [1, 2]

    def test_fields_go_along(self):
        s = self.spectrum()
        for result, quality in (
            (s[1:], [2, 4]),
            (s[[2, 0]], [4, 1]),
            (s[s > 1.5 * u.W], [1, 4]),
            (s[::-1], [4, 2, 1]),
            (np.sort(s), [2, 4, 1]),
            (s.reshape(3, 1), [[1], [2], [4]]),
            (np.roll(s, 1), [4, 1, 2]),
            (np.concatenate([s, s[:1]]), [1, 2, 4, 1]),
            (s.repeat(2), [1, 1, 2, 2, 4, 4]),
            (s.sum(), 7),
            (s.sum(keepdims=True), [7]),
            (s.cumsum(), [1, 3, 7]),
            (s.to("mW"), [1, 2, 4]),
            (s * 2, [1, 2, 4]),
            (s * np.ones(3), [1, 2, 4]),
            (s + s[::-1], [5, 2, 5]),
            (s + s[0], [1, 3, 5]),
            (np.sqrt(s), [1, 2, 4]),
            (s.astype("f4"), [1, 2, 4]),
            (s[1], 2),
            (s.copy(), [1, 2, 4]),
            (pickle.loads(pickle.dumps(s)), [1, 2, 4]),
            (np.add.outer(s, s[:1]), [[1], [3], [5]]),
            (np.zeros_like(s), [0, 0, 0]),
            (np.pad(s, (1, 0)), [0, 1, 2, 4]),
        ):
            assert type(result) is Spectrum
            assert result.quality.tolist() == quality
            assert result.quality.dtype == np.uint8
            assert result.instrument == "SPIRE"

    def test_in_place_and_outputs_take_fields_along(self):
        s = self.spectrum()
        s += self.spectrum(quality=[8, 8, 8])
        assert s.quality.tolist() == [9, 10, 12]
        s[0] = self.spectrum()[2]
        assert s.quality.tolist() == [4, 10, 12]
        s[1] = 5 * u.W
        assert s.quality.tolist() == [4, 0, 12]
        out = Spectrum([0.0, 0.0, 0.0], "W")
        np.add(s, s, out=out)
        assert out.quality.tolist() == [4, 0, 12]
        s.sort()
        assert s.quality.tolist()[0] in (4, 0)
        with pytest.raises(
            mt.UnsupportedError, match="out= has no quality, which would be lost; pass an out= that carries quality"
        ):
            np.add(s, s, out=mt.zeros(3, "W"))

    def test_printing_shows_fields(self):
        text = repr(self.spectrum())
        assert text.startswith("Spectrum([3., 1., 2.],")
        for part in ("'watt'", "instrument='SPIRE'", "quality=array([1, 2, 4], dtype=uint8)"):
            assert part in text
        assert str(self.spectrum()) == "[3. 1. 2.] watt"

    def test_wins_over_its_bases(self):
        s = self.spectrum()
        for result in (
            s + 1 * u.W,
            1 * u.W + s,
            np.concatenate([mt.array([1.0], "W"), s]),
            s * np.ones(3),
            np.ones(3) * s,
        ):
            assert type(result) is Spectrum

    def test_lives_on_in_made_classes(self):
        s = mt.array(self.spectrum(), mask=[0, 1, 0], dims="x")
        assert type(s).__name__ == "LabeledMaskedSpectrum"
        assert isinstance(s, Spectrum)
        assert isinstance(s, mt.LabeledMaskedQuantity)
        assert (s.instrument, s.quality.tolist(), s.mask.tolist(), s.dims) == (
            "SPIRE",
            [1, 2, 4],
            [False, True, False],
            ("x",),
        )
        assert type(s[0]) is type(s)
        assert type(s + s) is type(s)
        assert type(s.unlabeled).__name__ == "MaskedSpectrum"
        assert type(s.unlabeled.unmasked) is Spectrum
        assert type(self.spectrum() * mt.MaskedArray([1, 2, 3])).__name__ == "MaskedSpectrum"

    def test_that_loses_a_kind_keeps_its_fields(self):
        s = self.spectrum()
        for result in (s > 2 * u.W, s.magnitude, np.isfinite(s)):
            assert isinstance(result, mt.MetaArray)
            assert not isinstance(result, mt.Quantity)
            assert (result.instrument, result.quality.tolist()) == ("SPIRE", [1, 2, 4])
        assert type(s > 2 * u.W).__name__ == "MetaArrayWithInstrumentWithQuality"
        assert type(s > 2 * u.W) is type(s.magnitude)
        assert type(s.magnitude * 2) is type(s.magnitude)

    def test_two_join_in_one_made_class(self):
        s, m = self.spectrum(), Measured([1.0, 1.0, 1.0], source=("a",))
        for result in (s * m, s * m * 2, (s * m)[1:]):
            assert type(result) is type(s * m)
            assert isinstance(result, Spectrum)
            assert isinstance(result, Measured)
            assert (result.instrument, result.source) == ("SPIRE", ("a",))
        assert type(s * m).__name__ == "SpectrumMeasured"
        assert type(s * m) is type(s * m)

    def test_classes_are_made_once(self):
        assert type(mt.array(self.spectrum(), mask=False)) is type(mt.array(self.spectrum(), mask=True))

    def test_views_of_plain_data_have_defaults(self):
        s = np.ones(2).view(Spectrum)
        assert (s.instrument, s.quality.tolist(), s.units) == (None, [0, 0], u(""))

    def test_own_constructor_and_methods(self):
        x = Uncertain([3.0, 4.0], "m", spread=0.5, dims="x")
        assert x.relative().tolist() == pytest.approx([1 / 6, 1 / 8])
        assert (x + x).sigma.tolist() == pytest.approx([0.5**0.5, 0.5**0.5])
        assert float((x + x).sum().sigma) == pytest.approx(1.0)
        assert type(x.sum("x")) is Uncertain

    def test_without_slots_has_a_dictionary(self):
        x = Station([1.0], "K")
        x.note = "windy"
        assert x.note == "windy"

    def test_of_downstream_of_downstream(self):
        class Calibrated(Spectrum):
            lamp = mt.PerArray(default="none")

        c = Calibrated([1.0], "W", lamp="Ne", instrument="A")
        assert (c[0].lamp, c[0].instrument) == ("Ne", "A")
        assert type(c + Spectrum([1.0], "W", instrument="A")) is Calibrated
        assert type(Spectrum([1.0], "W", instrument="A") + c) is Calibrated
        assert (Spectrum([1.0], "W", instrument="A") + c).lamp == "Ne"

    def test_mixins(self):
        class Plots:
            def plot(self):
                return f"{self.instrument} in {self.units}"

        class Plotting(Plots, Spectrum):
            pass

        p = Plotting([1.0], "W", instrument="A")
        assert (p + p).plot() == "A in watt"

    def test_super_is_cooperative(self):
        calls = []

        class Loud(mt.Quantity):
            def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
                calls.append(ufunc)
                return super().__array_ufunc__(ufunc, method, *inputs, **kwargs)

        x = Loud([1.0], "m")
        assert type(np.add(x, x)) is Loud
        assert calls == [np.add]


class TestMergeOfArrays:
    @pytest.mark.parametrize(
        ("merge", "same", "different"),
        [
            ("equal", "a", "default"),
            ("first", "a", "a"),
            ("drop", "default", "default"),
            (lambda one, other: one + other, "a", "ab"),
        ],
    )
    def test_modes(self, merge, same, different):
        class Tagged(mt.MetaArray):
            tag = mt.PerArray(default="default", merge=merge)

        a, b = Tagged([1.0], tag="a"), Tagged([1.0], tag="b")
        again = Tagged([1.0], tag="".join(["", "a"]))
        for x, y, expected in ((a, again, same), (a, b, different)):
            for result in (
                x + y,
                np.concatenate([x, y]),
                np.add.outer(x, y),
                np.where([True], x, y),
                np.add(x, y, where=True),
            ):
                assert result.tag == expected
        assert (a + a).tag == np.add(a, a, where=True).tag == same
        b += b
        assert b.tag == {"a": "b"}.get(same, same)
        for result in (a + 1, 1 + a, a[0], a.sum(), a * np.ones(1), a.copy(), -a):
            assert result.tag == "a"

    def test_raise(self):
        class Strict(mt.MetaArray):
            tag = mt.PerArray(merge="raise")

        a, b = Strict([1.0], tag="a"), Strict([2.0], tag="b")
        assert (a + a).tag == "a"
        for call in (lambda: a + b, lambda: np.concatenate([a, b]), lambda: np.add(a, b, out=a)):
            with pytest.raises(mt.UnsupportedError, match="tag differ: 'a' and 'b'; set tag of one of them"):
                call()
        assert np.asarray(a).tolist() == [1.0]

    def test_unknown_mode_is_refused(self):
        with pytest.raises(TypeError, match="merge must be 'equal', 'first', 'drop', 'raise' or a function"):
            mt.PerArray(merge="some")
        with pytest.raises(TypeError, match="merge must be a ufunc or a function"):
            mt.PerElement(merge="some")

    def test_values_that_compare_as_arrays(self):
        class Weighted(mt.MetaArray):
            weights = mt.PerArray(default=None, merge="first")

        w = np.array([1.0, 2.0])
        x = Weighted([1.0, 2.0], weights=w)
        assert (x + x).weights is w


class TestMergeOfElements:
    def test_fill_stands_for_operands_without(self):
        class Weighted(mt.MetaArray):
            weight = mt.PerElement(dtype=float, merge=np.minimum, fill=np.inf)

        x = Weighted([1.0, 2.0], weight=[1.0, 2.0])
        assert Weighted([1.0]).weight.tolist() == [np.inf]
        assert (x + np.ones(2)).weight.tolist() == [1, 2]
        assert np.concatenate([x, np.ones(1)]).weight.tolist() == [1, 2, np.inf]
        assert x.sum().weight == 1

    def test_function_that_is_no_ufunc(self):
        class Odd(mt.MetaArray):
            flag = mt.PerElement(dtype=bool, merge=lambda a, b: np.logical_xor(a, b), reduce=np.logical_or)

        x = Odd([1.0, 2.0], flag=[True, False])
        assert (x + x).flag.tolist() == [False, False]
        assert (x + Odd([1.0])).flag.tolist() == [True, False]
        assert bool(x.sum().flag)

    def test_function_without_a_fold_refuses_reductions(self):
        class Odd(mt.MetaArray):
            flag = mt.PerElement(dtype=bool, merge=lambda a, b: a)

        with pytest.raises(mt.UnsupportedError, match="no rule for flag"):
            Odd([1.0, 2.0]).sum()

    def test_reduce_folds_the_same_axes(self):
        class Counted(mt.Quantity):
            hits = mt.PerElement(dtype=int, merge=np.add)

        x = Counted(np.ones((2, 3)), "m", hits=np.arange(6).reshape(2, 3))
        assert x.sum(0).hits.tolist() == [3, 5, 7]
        assert x.mean(1).hits.tolist() == [3, 12]
        assert x.max().hits == 15
        assert x.sum(where=[True, False, False]).hits == 3


class TestRefusals:
    @pytest.mark.parametrize(
        "name", ["flags", "base", "real", "T", "shape", "mean", "sum", "_meta", "to", "magnitude", "tolist"]
    )
    def test_names_that_hide_something(self, name):
        with pytest.raises(TypeError, match=rf"Bad: the field '{name}' would hide .*\.{name}; choose another name"):
            type("Bad", (mt.Quantity,), {name: mt.PerArray()})

    def test_the_same_name_from_two_bases(self):
        class Other(mt.MetaArray):
            instrument = mt.PerArray()

        with pytest.raises(TypeError, match=r"Both: (Other and Spectrum|Spectrum and Other) both declare 'instrument'"):
            type("Both", (Spectrum, Other), {})
        with pytest.raises(TypeError, match="both declare 'instrument'"):
            Spectrum([1.0], "W") * Other([1.0])

    def test_a_subclass_may_declare_anew(self):
        class Again(Spectrum):
            instrument = mt.PerArray(default="mine")

        assert Again([1.0], "W").instrument == "mine"
        assert (Again([1.0], "W") + Again([1.0], "W")).instrument == "mine"

    @pytest.mark.parametrize(("base", "name"), [(mt.Quantity, "units"), (Spectrum, "units"), (mt.MaskedArray, "mask")])
    def test_a_name_that_methods_of_the_base_use(self, base, name):
        with pytest.raises(TypeError, match=rf"the field '{name}' would hide"):
            type("Bad", (base,), {name: mt.PerArray()})


class Graded(mt.MaskedQuantity):
    grade = mt.PerElement(dtype=np.uint8, merge=np.minimum, fill=255)
    bits = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)


class TestFoldsOfFields:
    def made(self, mask):
        return Graded(
            np.arange(6.0).reshape(2, 3), "m", mask, grade=[[5, 7, 9], [6, 8, 4]], bits=[[1, 2, 4], [8, 16, 32]]
        )

    def test_over_axes(self):
        x = self.made(False)
        assert (x.sum().grade.tolist(), x.sum().bits.tolist()) == (4, 63)
        assert (x.sum(axis=0).grade.tolist(), x.max(axis=1).bits.tolist()) == ([5, 7, 4], [7, 56])
        assert x.sum(axis=0, keepdims=True).bits.tolist() == [[9, 18, 36]]
        assert np.sum(x, where=[True, False, True]).grade.tolist() == 4

    def test_hidden_elements_say_nothing(self):
        x = self.made([[0, 0, 1], [1, 0, 1]])
        assert (x.sum().grade.tolist(), x.sum().bits.tolist()) == (5, 19)
        assert (x.sum(axis=0).grade.tolist(), x.sum(axis=0).bits.tolist()) == ([5, 7, 255], [1, 18, 0])
        assert np.add.accumulate(x, axis=1).bits.tolist() == [[1, 3, 3], [0, 16, 16]]

    def test_by_segments(self):
        x = self.made([[0, 1, 0], [0, 0, 0]])
        assert np.add.reduceat(x, [0, 2], axis=1).bits.tolist() == [[1, 4], [24, 32]]

    def test_cumsum_without_an_axis(self):
        assert np.cumsum(self.made(False)).bits.tolist() == [1, 3, 7, 15, 31, 63]
