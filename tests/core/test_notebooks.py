"""What notebooks show: well-formed, escaped, short, and nothing of what an array carries left out."""

import re
import subprocess
import sys
import textwrap
from html.parser import HTMLParser

import numpy as np
import pytest

import metaarr as mt

SCRIPT = "<script>alert('&')</script>"


class Spectrum(mt.Quantity):
    instrument = mt.PerArray(default=None)
    quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)


EVERYTHING = mt.array(
    [12.8, 10.6, 11.7],
    "degC",
    mask=[0, 0, 1],
    dims="time",
    coords={"time": np.array(["2012-01-01", "2012-01-02", "2012-01-03"], "M8[D]"), "depth": mt.array(2.5, "m")},
    name="warmth",
    attrs={"source": "buoy 7"},
)

ARRAYS = {
    "everything": EVERYTHING,
    "quantity": mt.array([1.0, 2.0], "km/h"),
    "masked": mt.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]),
    "labelled": mt.array(np.zeros((2, 3)), dims=("y", None)),
    "downstream": Spectrum([1.0, 2.0], "W/m**2", instrument=SCRIPT, quality=[3, 4]),
    "joined": mt.array(Spectrum([1.0, 2.0], "W/m**2"), mask=[0, 1], dims="x"),
    "no axes": mt.array(3.5, "m"),
    "a masked element": mt.array(3.5, "m", mask=True),
    "no elements": mt.array(np.zeros((0, 3)), "m", mask=False),
    "four axes": mt.array(np.zeros((2, 2, 2, 2)), "m"),
    "texts": mt.array([SCRIPT, "b{}_^~\\$%#"], mask=[0, 0]),
    "bytes": mt.array([b"<a>", b"b"], mask=[0, 1]),
    "objects": mt.array([{"<a>": 1}, None], mask=[0, 0], dtype=object),
    "records": mt.array(np.array([(1, "<i>")], [("n", int), ("t", "U3")]), mask=False),
    "byte-swapped": mt.array(np.array([1.5, 2.5], ">f8"), "m"),
    "complex": mt.array([1 + 2j, np.nan], "ohm"),
    "infinite": mt.array([-np.inf, 1.5e-30], "percent"),
    "dates": mt.array(np.array(["NaT", "2012-01-01"], "M8[s]"), mask=[0, 1]),
    "escaped": mt.array(
        [1.0, 2.0],
        "m",
        dims=SCRIPT,
        coords={SCRIPT: [SCRIPT, "b"]},
        name=SCRIPT,
        attrs={SCRIPT: SCRIPT, "note": object},
    ),
}

every_array = pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)


class Reader(HTMLParser):
    """Collects tags and text; raises where tags are not closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(array):
    reader = Reader()
    reader.feed(array._repr_html_())
    reader.close()
    assert reader.open == []
    return reader


class TestHtml:
    @every_array
    def test_is_well_formed_and_escaped(self, array):
        reader = read(array)
        tags = {"div", "strong", "em", "b", "pre", "details", "summary", "table", "tr", "th", "td"}
        assert set(reader.seen) <= tags
        assert "<script" not in array._repr_html_()
        assert type(array).__name__ in reader.text
        assert str(array.dtype) in reader.text

    def test_says_everything(self):
        text = read(EVERYTHING).text
        for part in ("12.8", "--", "degree_Celsius", "time: 3", "warmth", "1 of 3 masked", "buoy 7", "source"):
            assert part in text
        for part in ("Coordinates (2)", "2012-01-02", "datetime64[D]", "depth", "meter", "2.5", "Attributes (1)"):
            assert part in text
        assert "11.7" not in text

    def test_says_the_units_of_attributes(self):
        assert "Quantity(2., 'meter')" in read(mt.array([1], dims="x", attrs={"step": mt.array(2.0, "m")})).text

    def test_shows_markup_as_text(self):
        text = read(ARRAYS["escaped"]).text
        assert text.count(SCRIPT) >= 6
        assert f"({SCRIPT}: 2)" in text

    def test_shows_fields_of_subclasses(self):
        text = read(ARRAYS["downstream"]).text
        assert "Fields (2)" in text
        assert SCRIPT in text.replace('"', "").replace("\\", "")
        assert "[3 4]" in text

    def test_masked_coordinates(self):
        x = mt.array([1.0, 2.0], dims="x", coords={"place": ("x", mt.array([7, 8], mask=[0, 1]))})
        assert "[ 7 --]" in read(x).text

    @pytest.mark.parametrize("shape", [(10**6,), (1000, 1000), (100, 100, 100)])
    def test_of_large_arrays_is_short(self, shape):
        size = shape[0]
        x = mt.array(np.ones(shape), "m", mask=np.zeros(shape, bool), dims=("x", *(None,) * (len(shape) - 1)))
        x = x.assign_coords(x=np.arange(size))
        assert len(x._repr_html_()) < 6000
        assert "..." in read(x).text

    def test_of_a_few_hundred_elements_is_short(self):
        assert len(mt.array(np.arange(500.0), dims="x", coords={"x": np.arange(500)})._repr_html_()) < 1000

    def test_of_coordinates_says_the_unit_once(self):
        assert (
            '<td style="text-align: left">meter</td><td style="text-align: left">2.5</td>' in EVERYTHING._repr_html_()
        )

    def test_of_endless_texts_is_short(self):
        x = mt.array([1], dims="x", name="n" * 10**5, attrs={"a": list(range(10**5))})
        assert len(x._repr_html_()) < 10**4

    def test_leaves_print_options_alone(self):
        before = np.get_printoptions()
        EVERYTHING._repr_html_()
        assert np.get_printoptions() == before

    def test_of_an_array_that_nobody_attached_metadata_to_raises(self):
        with pytest.raises(mt.UnsupportedError, match="unknown"):
            np.array(EVERYTHING, subok=True)._repr_html_()


class TestLatex:
    @every_array
    def test_is_one_balanced_formula(self, array):
        text = array._repr_latex_()
        assert text[0] == text[-1] == "$"
        bare = re.sub(r"\\.", "", text)
        depth = 0
        for letter in bare:
            depth += (letter == "{") - (letter == "}")
            assert depth >= 0
        assert depth == 0
        assert bare.count("$") % 2 == 0
        assert text.count(r"\begin{pmatrix}") == text.count(r"\end{pmatrix}") <= 1
        assert not set("%#~") & set(bare)
        assert "<script" not in text
        assert text.isascii() or array.dtype.kind in "SUO"

    @pytest.mark.parametrize(
        ("array", "expected"),
        [
            (mt.array(3.5, "m/s"), r"$3.5\ \frac{\mathrm{m}}{\mathrm{s}}$"),
            (mt.array([1.0, 2.0], "m", mask=[0, 1]), r"$\begin{pmatrix}1 & \text{--}\end{pmatrix}\ \mathrm{m}$"),
            (mt.array([[1, 2], [3, 4]], ""), r"$\begin{pmatrix}1 & 2 \\ 3 & 4\end{pmatrix}$"),
            (mt.array([1.5e-30], "degC"), r"$\begin{pmatrix}1.5 \times 10^{-30}\end{pmatrix}\ \mathrm{{}^{\circ}C}$"),
            (mt.array([-np.inf, np.nan], "um"), r"$\begin{pmatrix}-\infty & \text{nan}\end{pmatrix}\ \mathrm{\mu m}$"),
            (mt.array(np.zeros((2, 3, 4)), "m"), r"$\text{Quantity}_{2 \times 3 \times 4}\ \mathrm{m}$"),
            (mt.array(5.0, "percent"), r"$5\ \mathrm{\%}$"),
        ],
    )
    def test_of_numbers(self, array, expected):
        assert array._repr_latex_() == expected

    def test_of_large_arrays_shows_the_ends(self):
        text = mt.array(np.arange(400).reshape(20, 20), "m")._repr_latex_()
        assert text.count("&") == 7 * 6
        assert text.startswith(r"$\begin{pmatrix}0 & 1 & 2 & \cdots & 17 & 18 & 19 \\")
        assert r"397 & 398 & 399\end" in text


def test_of_a_registry_that_is_gone():
    code = """
        import metaarr as mt, pint
        x = mt.array([1.0, 2.0], "m / s")
        mt.set_application_registry(pint.UnitRegistry())
        assert "meter / second" in x._repr_html_()
        assert x._repr_latex_().endswith("\\\\text{meter / second}$"), x._repr_latex_()
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ipython_takes_them():
    formatters = pytest.importorskip("IPython.core.formatters")
    shown, _ = formatters.DisplayFormatter().format(EVERYTHING)
    assert {"text/plain", "text/html", "text/latex"} <= shown.keys()
