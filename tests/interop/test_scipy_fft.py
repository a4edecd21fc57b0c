"""scipy.fft: units stay, masks are refused, labels follow NumPy's rules; plain arrays never come to us."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import fft

import metaarr as mt

X = np.array([[1.0, 2.0, 4.0], [0.5, -1.0, 3.0]])
COMPLEX = [
    "fft",
    "ifft",
    "fft2",
    "ifft2",
    "fftn",
    "ifftn",
    "hfft",
    "ihfft",
    "rfft",
    "rfft2",
    "rfftn",
    "irfft",
    "irfft2",
    "irfftn",
]
REAL = ["dct", "idct", "dst", "idst", "dctn", "idctn", "dstn", "idstn"]
NO_TWIN = ["hfft2", "ihfft2", "hfftn", "ihfftn"]
every = pytest.mark.parametrize("name", [*COMPLEX, *REAL, *NO_TWIN])


def transform(name):
    return getattr(fft, name)


@every
def test_keeps_the_unit(name):
    result = transform(name)(mt.array(X, "km"))
    assert type(result) is mt.Quantity
    assert result.units == "km"
    np.testing.assert_allclose(np.asarray(result), transform(name)(X), rtol=1e-12, atol=1e-12)


@every
def test_of_points_on_a_scale_is_refused(name):
    with pytest.raises(mt.OffsetUnitError):
        transform(name)(mt.array(X, "degC"))


@every
def test_masks(name):
    with pytest.raises(mt.UnsupportedError, match=r"masked; use \.filled"):
        transform(name)(mt.array(X, mask=np.eye(2, 3) > 0))
    result = transform(name)(mt.array(X, "m", mask=False))
    assert type(result) is mt.MaskedQuantity
    assert not result.mask.any()


@pytest.mark.parametrize("name", COMPLEX)
def test_labels_go_as_with_numpy(name):
    x = mt.array(X, "m", dims=("y", "x"), coords={"y": [1, 2]})
    ours, numpys = transform(name)(x), getattr(np.fft, name)(x)
    assert (ours.dims, list(ours.coords)) == (numpys.dims, list(numpys.coords))


@pytest.mark.parametrize("name", [*REAL, *NO_TWIN])
def test_labels_without_a_rule_are_refused(name):
    with pytest.raises(mt.UnsupportedError, match="labels would be lost"):
        transform(name)(mt.array(X, dims=("y", "x")))


def test_parameters():
    x = mt.array(X, "m", dims=("y", "x"))
    np.testing.assert_allclose(np.asarray(fft.fft(x, 4, 0, "ortho", True, 1)), fft.fft(X, 4, 0, "ortho"))
    np.testing.assert_allclose(np.asarray(fft.fftn(x, s=(2,))), fft.fftn(X, s=(2,)))
    np.testing.assert_allclose(np.asarray(fft.fft(x=x, axis="y")), fft.fft(X, axis=0))
    np.testing.assert_allclose(np.asarray(fft.dct(mt.array(X, "m"), 3, axis=0)), fft.dct(X, 3, axis=0))


def test_of_other_arguments():
    result = fft.fht(mt.array(np.ones(4), "V"), 0.1, 0.5)
    assert result.units == "V"
    np.testing.assert_array_equal(np.asarray(result), fft.fht(np.ones(4), 0.1, 0.5))
    with pytest.raises(mt.UnsupportedError, match="'mu' takes plain numbers"):
        fft.fht(np.ones(4), 0.1, mt.array(0.5, ""))


def test_fields_of_subclasses():
    class Signal(mt.Quantity):
        source = mt.PerArray(default=None)

    x = Signal([1.0, 2.0], "V", source="A")
    assert fft.fft(x).source == "A"
    with pytest.raises(mt.UnsupportedError, match="source would be lost"):
        fft.dct(x)


def test_plain_arrays_stay_with_scipy():
    assert type(fft.fft([1.0, 2.0])) is np.ndarray
    with fft.set_backend("scipy", only=True):
        assert type(fft.fft(X)) is np.ndarray


def test_frequencies_and_shifts():
    frequencies = fft.fftfreq(4, d=mt.array(0.5, "s"))
    assert frequencies.units == "1/s"
    assert np.asarray(fft.fftshift(frequencies)).tolist() == [-1, -0.5, 0, 0.5]


@pytest.mark.parametrize("imports", ["import scipy.fft, metaarr as mt", "import metaarr as mt, scipy.fft"])
def test_in_both_import_orders(imports):
    code = f"{imports}; print(scipy.fft.fft(mt.array([1.0, 2.0], 'm')).units, scipy.fft.dct([1.0]))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "meter [2.]\n", done.stderr
