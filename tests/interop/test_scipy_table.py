"""The table of ``docs/scipy.md``: what SciPy's functions do with arrays of ours, each called for real."""

import re
import warnings
from pathlib import Path

import numpy as np
import pytest
import scipy
from scipy import fft, integrate, interpolate, linalg, ndimage, optimize, signal, spatial, stats
from scipy.cluster import hierarchy, vq

import metaarr as mt

V = np.array([1.0, 3.0, 2.0, 5.0, 4.0, 7.0, 6.0, 9.0])
W = np.array([2.0, 1.0, 4.0, 3.0, 6.0, 5.0, 8.0, 7.0])
T = np.arange(8.0)
SQ = np.array([[4.0, 1.0], [1.0, 3.0]])
B = np.array([1.0, 2.0])
P = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.3, 0.6]])
FFT = ["fft", "ifft", "rfft", "irfft", "hfft", "fft2", "fftn", "fftshift", "dct", "dst", "dctn"]

AT_LEAST_1_18 = tuple(map(int, scipy.__version__.split(".")[:2])) >= (1, 18)

CALLS = {
    "integrate.trapezoid": (lambda x: integrate.trapezoid(x), V),
    "integrate.cumulative_trapezoid": (lambda x: integrate.cumulative_trapezoid(x), V),
    "integrate.simpson": (lambda x: integrate.simpson(x), V),
    "integrate.romb": (lambda x: integrate.romb(x), np.append(V, 1)),
    "integrate.quad": (lambda x: integrate.quad(lambda t: t, x[0], x[1]), V),
    "integrate.quad_vec": (lambda x: integrate.quad_vec(lambda t: t * x, 0, 1), V),
    "integrate.fixed_quad": (lambda x: integrate.fixed_quad(lambda t: t, x[0], x[1]), V),
    "integrate.dblquad": (lambda x: integrate.dblquad(lambda t, s: t, x[0], x[1], 0, 1), V),
    "integrate.nquad": (lambda x: integrate.nquad(lambda t: t, [[x[0], x[1]]]), V),
    "integrate.solve_ivp": (lambda x: integrate.solve_ivp(lambda t, y: -y, (0, 1), x), V),
    "integrate.odeint": (lambda x: integrate.odeint(lambda y, t: -y, x, [0.0, 1.0]), V),
    "optimize.brentq": (lambda x: optimize.brentq(lambda t: t - 2, x[0], x[1]), V),
    "optimize.minimize": (lambda x: optimize.minimize(lambda t: float((np.asarray(t) ** 2).sum()), x), V),
    "optimize.minimize_scalar": (
        lambda x: optimize.minimize_scalar(lambda t: t * t, bounds=(x[0], x[1]), method="bounded"),
        V,
    ),
    "optimize.root": (lambda x: optimize.root(lambda t: t * 1, x), V),
    "optimize.root_scalar": (lambda x: optimize.root_scalar(lambda t: t - 2, bracket=(x[0], x[1])), V),
    "optimize.fsolve": (lambda x: optimize.fsolve(lambda t: t * 1, x), V),
    "optimize.least_squares": (lambda x: optimize.least_squares(lambda t: np.asarray(t), x), V),
    "optimize.curve_fit": (lambda x, y: optimize.curve_fit(lambda t, a: a * np.asarray(t), x, y), V, W),
    "optimize.nnls": (lambda a, b: optimize.nnls(a, b), SQ, B),
    "optimize.linprog": (lambda x: optimize.linprog(x), V),
    "optimize.linear_sum_assignment": (lambda x: optimize.linear_sum_assignment(x), SQ),
    "optimize.lsq_linear": (lambda a, b: optimize.lsq_linear(a, b), SQ, B),
    "interpolate.interp1d": (lambda x: interpolate.interp1d(T, x)(1.5), V),
    "interpolate.CubicSpline": (lambda x: interpolate.CubicSpline(T, x)(1.5), V),
    "interpolate.PchipInterpolator": (lambda x: interpolate.PchipInterpolator(T, x)(1.5), V),
    "interpolate.Akima1DInterpolator": (lambda x: interpolate.Akima1DInterpolator(T, x)(1.5), V),
    "interpolate.make_interp_spline": (lambda x: interpolate.make_interp_spline(T, x)(1.5), V),
    "interpolate.UnivariateSpline": (lambda x: interpolate.UnivariateSpline(T, x)(1.5), V),
    "interpolate.splrep": (lambda x: interpolate.splrep(T, x), V),
    "interpolate.BarycentricInterpolator": (lambda x: interpolate.BarycentricInterpolator(T, x)(1.5), V),
    "interpolate.RegularGridInterpolator": (lambda x: interpolate.RegularGridInterpolator((T,), x)([1.5]), V),
    "interpolate.interpn": (lambda x: interpolate.interpn((T,), x, [1.5]), V),
    "interpolate.griddata": (lambda x: interpolate.griddata(P, x, [[0.5, 0.5]]), V[:5]),
    "interpolate.RBFInterpolator": (lambda x: interpolate.RBFInterpolator(P, x)([[0.5, 0.5]]), V[:5]),
    "interpolate.pade": (lambda x: interpolate.pade(x, 2), V),
    "signal.convolve": (lambda x: signal.convolve(x, [1.0, 2.0]), V),
    "signal.fftconvolve": (lambda x: signal.fftconvolve(x, [1.0, 2.0]), V),
    "signal.oaconvolve": (lambda x: signal.oaconvolve(x, [1.0, 2.0]), V),
    "signal.correlate": (lambda x: signal.correlate(x, [1.0, 2.0]), V),
    "signal.lfilter": (lambda x: signal.lfilter([1.0], [1.0, 0.5], x), V),
    "signal.filtfilt": (lambda x: signal.filtfilt([1.0], [1.0, 0.5], x, padlen=2), V),
    "signal.sosfilt": (lambda x: signal.sosfilt([[1.0, 0, 0, 1.0, 0.5, 0]], x), V),
    "signal.savgol_filter": (lambda x: signal.savgol_filter(x, 3, 1), V),
    "signal.medfilt": (lambda x: signal.medfilt(x, 3), V),
    "signal.wiener": (lambda x: signal.wiener(x, 3), V),
    "signal.hilbert": (lambda x: signal.hilbert(x), V),
    "signal.detrend": (lambda x: signal.detrend(x), V),
    "signal.decimate": (lambda x: signal.decimate(np.tile(x, 5), 2), V),
    "signal.resample": (lambda x: signal.resample(x, 4), V),
    "signal.resample_poly": (lambda x: signal.resample_poly(x, 1, 2), V),
    "signal.welch": (lambda x: signal.welch(x, nperseg=4), V),
    "signal.periodogram": (lambda x: signal.periodogram(x), V),
    "signal.spectrogram": (lambda x: signal.spectrogram(x, nperseg=4), V),
    "signal.csd": (lambda x, y: signal.csd(x, y, nperseg=4), V, W),
    "signal.coherence": (lambda x, y: signal.coherence(x, y, nperseg=4), V, W),
    "signal.stft": (lambda x: signal.stft(x, nperseg=4), V),
    "signal.lombscargle": (lambda x: signal.lombscargle(T, x, [1.0, 2.0]), V),
    "signal.find_peaks": (lambda x: signal.find_peaks(x), V),
    "signal.peak_widths": (lambda x: signal.peak_widths(x, [1]), V),
    "signal.butter": (lambda x: signal.butter(2, x[0] / 20), V),
    "signal.czt": (lambda x: signal.czt(x), V),
    "ndimage.gaussian_filter": (lambda x: ndimage.gaussian_filter(x, 1.0), V),
    "ndimage.uniform_filter": (lambda x: ndimage.uniform_filter(x, 3), V),
    "ndimage.median_filter": (lambda x: ndimage.median_filter(x, 3), V),
    "ndimage.sobel": (lambda x: ndimage.sobel(x), V),
    "ndimage.convolve": (lambda x: ndimage.convolve(x, [1.0, 2.0, 1.0]), V),
    "ndimage.zoom": (lambda x: ndimage.zoom(x, 2), V),
    "ndimage.shift": (lambda x: ndimage.shift(x, 1), V),
    "ndimage.rotate": (lambda x: ndimage.rotate(x, 90), SQ),
    "ndimage.map_coordinates": (lambda x: ndimage.map_coordinates(x, [[1.5]]), V),
    "ndimage.label": (lambda x: ndimage.label(x), V),
    "ndimage.mean": (lambda x: ndimage.mean(x), V),
    "ndimage.sum_labels": (lambda x: ndimage.sum_labels(x), V),
    "ndimage.center_of_mass": (lambda x: ndimage.center_of_mass(x), V),
    "ndimage.maximum_position": (lambda x: ndimage.maximum_position(x), V),
    "ndimage.distance_transform_edt": (lambda x: ndimage.distance_transform_edt(x), V),
    "ndimage.binary_dilation": (lambda x: ndimage.binary_dilation(x), V),
    "ndimage.generic_filter": (lambda x: ndimage.generic_filter(x, np.max, 3), V),
    "stats.describe": (lambda x: stats.describe(x), V),
    "stats.skew": (lambda x: stats.skew(x), V),
    "stats.kurtosis": (lambda x: stats.kurtosis(x), V),
    "stats.moment": (lambda x: stats.moment(x, 2), V),
    "stats.gmean": (lambda x: stats.gmean(x), V),
    "stats.hmean": (lambda x: stats.hmean(x), V),
    "stats.pmean": (lambda x: stats.pmean(x, 2), V),
    "stats.mode": (lambda x: stats.mode(x), V),
    "stats.tmean": (lambda x: stats.tmean(x), V),
    "stats.trim_mean": (lambda x: stats.trim_mean(x, 0.1), V),
    "stats.sem": (lambda x: stats.sem(x), V),
    "stats.variation": (lambda x: stats.variation(x), V),
    "stats.iqr": (lambda x: stats.iqr(x), V),
    "stats.median_abs_deviation": (lambda x: stats.median_abs_deviation(x), V),
    "stats.zscore": (lambda x: stats.zscore(x), V),
    "stats.rankdata": (lambda x: stats.rankdata(x), V),
    "stats.scoreatpercentile": (lambda x: stats.scoreatpercentile(x, 50), V),
    "stats.percentileofscore": (lambda x: stats.percentileofscore(x, 3), V),
    "stats.pearsonr": (lambda x, y: stats.pearsonr(x, y), V, W),
    "stats.spearmanr": (lambda x, y: stats.spearmanr(x, y), V, W),
    "stats.kendalltau": (lambda x, y: stats.kendalltau(x, y), V, W),
    "stats.linregress": (lambda x, y: stats.linregress(x, y), V, W),
    "stats.theilslopes": (lambda x, y: stats.theilslopes(x, y), V, W),
    "stats.ttest_1samp": (lambda x: stats.ttest_1samp(x, 0), V),
    "stats.ttest_ind": (lambda x, y: stats.ttest_ind(x, y), V, W),
    "stats.mannwhitneyu": (lambda x, y: stats.mannwhitneyu(x, y), V, W),
    "stats.wilcoxon": (lambda x, y: stats.wilcoxon(x, y), V, W),
    "stats.ks_2samp": (lambda x, y: stats.ks_2samp(x, y), V, W),
    "stats.shapiro": (lambda x: stats.shapiro(x), V),
    "stats.f_oneway": (lambda x, y: stats.f_oneway(x, y), V, W),
    "stats.norm.pdf": (lambda x: stats.norm.pdf(x), V),
    "stats.norm.cdf": (lambda x: stats.norm.cdf(x), V),
    "stats.norm.ppf": (lambda x: stats.norm.ppf(x / 10), V),
    "stats.norm.fit": (lambda x: stats.norm.fit(x), V),
    "stats.gaussian_kde": (lambda x: stats.gaussian_kde(x)(1.0), V),
    "stats.binned_statistic": (lambda x: stats.binned_statistic(T, x, bins=2), V),
    "stats.bootstrap": (lambda x: stats.bootstrap((x,), np.mean, n_resamples=9, method="basic"), V),
    "stats.entropy": (lambda x: stats.entropy(x), V),
    "stats.boxcox": (lambda x: stats.boxcox(x), V),
    "linalg.solve": (lambda a, b: linalg.solve(a, b), SQ, B),
    "linalg.inv": (lambda a: linalg.inv(a), SQ),
    "linalg.det": (lambda a: linalg.det(a), SQ),
    "linalg.lstsq": (lambda a, b: linalg.lstsq(a, b), SQ, B),
    "linalg.norm": (lambda a: linalg.norm(a), SQ),
    "linalg.svd": (lambda a: linalg.svd(a), SQ),
    "linalg.eig": (lambda a: linalg.eig(a), SQ),
    "linalg.eigh": (lambda a: linalg.eigh(a), SQ),
    "linalg.qr": (lambda a: linalg.qr(a), SQ),
    "linalg.lu": (lambda a: linalg.lu(a), SQ),
    "linalg.cholesky": (lambda a: linalg.cholesky(a), SQ),
    "linalg.expm": (lambda a: linalg.expm(a), SQ),
    "linalg.pinv": (lambda a: linalg.pinv(a), SQ),
    "linalg.toeplitz": (lambda a: linalg.toeplitz(a), V),
    "linalg.block_diag": (lambda a: linalg.block_diag(a), SQ),
    "linalg.solve_triangular": (lambda a, b: linalg.solve_triangular(a, b), SQ, B),
    "spatial.distance.cdist": (lambda a: spatial.distance.cdist(a, a), P),
    "spatial.distance.pdist": (lambda a: spatial.distance.pdist(a), P),
    "spatial.distance.euclidean": (lambda a, b: spatial.distance.euclidean(a, b), V, W),
    "spatial.distance.cosine": (lambda a, b: spatial.distance.cosine(a, b), V, W),
    "spatial.KDTree": (lambda a: spatial.KDTree(a).query([[0.0, 0.0]]), P),
    "spatial.ConvexHull": (lambda a: spatial.ConvexHull(a).area, P),
    "spatial.Delaunay": (lambda a: spatial.Delaunay(a).simplices, P),
    "spatial.Voronoi": (lambda a: spatial.Voronoi(a).vertices, P),
    "spatial.procrustes": (lambda a: spatial.procrustes(a, a), P),
    "cluster.vq.kmeans": (lambda a: vq.kmeans(a, 2, seed=0), P),
    "cluster.vq.whiten": (lambda a: vq.whiten(a), P),
    "cluster.vq.vq": (lambda a: vq.vq(a, P), P),
    "cluster.hierarchy.linkage": (lambda a: hierarchy.linkage(a), P),
    "fft.fftfreq": (lambda a: fft.fftfreq(4, d=a[0, 0]), SQ),
    "spatial.transform.Rotation.apply": (
        lambda a: spatial.transform.Rotation.from_euler("x", 0.0).apply(a),
        np.ones((2, 3)),
    ),
    **{f"fft.{name}": (getattr(fft, name), SQ) for name in FFT},
}
"""Function as the page calls it → a call of it, and the arrays that are given metadata."""

UNITS = {"integrate.fixed_quad": "m**2", "stats.zscore": "", "fft.fftfreq": "1/m", "signal.lombscargle": "m**2"}
"""Units of results that are not those of the arrays, which are in metres."""

GIVEN = {
    "a unit": lambda x: mt.array(x, "m"),
    "a mask": lambda x: mt.array(x, mask=np.arange(x.size).reshape(x.shape) == 1),
    "labels": lambda x: mt.array(x, dims=("x", "y")[: x.ndim], coords={"x": np.arange(len(x))}),
}


def outcome(name, given):
    call, *arrays = CALLS[name]
    try:
        result = main(call(*map(GIVEN[given], arrays)))
    except Exception:  # noqa: BLE001  SciPy's errors are of any kind
        return "refuses"
    if not isinstance(result, mt.MetaArray):
        return "drops"
    if given == "a unit":
        right = result.units == UNITS.get(name, "m")
    else:
        right = given != "a mask" or visible_alike(result, main(call(*map(poisoned, arrays))))
    return "keeps" if right else "wrong"


def poisoned(x):
    """The masked array with another value behind the mask."""
    other = x.copy()
    other.flat[1] = 1e3
    return GIVEN["a mask"](other)


def visible_alike(one, other):
    return np.array_equal(one.mask, other.mask) and np.array_equal(one.compressed(), other.compressed())


def main(result):
    """What a caller looks at first."""
    if isinstance(result, tuple):
        return result[0]
    if isinstance(result, np.ndarray):
        return result
    return next((getattr(result, name) for name in ("y", "x", "root") if hasattr(result, name)), result)


def documented():
    """Each function of the page, and what stands in its row."""
    page = (Path(__file__).parents[2] / "docs" / "scipy.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \| (\w+) \| (\w+) \| (\w+) \|$", page, re.MULTILINE)
    newer = re.findall(r"^- `([\w.]+)`: (\w+), (\w+), (\w+)$", page, re.MULTILINE)
    changed = {name: tuple(cells) for name, *cells in newer} if AT_LEAST_1_18 else {}
    return {
        f"{module}.{name}": tuple(cells)
        for names, *cells in rows
        for module, listed in re.findall(r"`(\w+)`: ([^;]+)", names)
        for name in re.findall(r"`([^`]+)`", listed)
    } | changed


DOCUMENTED = documented()


def test_every_function_of_the_page_is_called_and_listed_once():
    assert DOCUMENTED.keys() == CALLS.keys()


@pytest.mark.parametrize("name", CALLS)
def test_calls_work_with_plain_arrays(name):
    call, *arrays = CALLS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        call(*arrays)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.filterwarnings("ignore")
def test_does_what_the_page_says(name):
    found = tuple(outcome(name, given) for given in GIVEN)
    assert found == DOCUMENTED.get(name), f"docs/scipy.md says of {name}: {DOCUMENTED.get(name)}"


def test_a_wrapped_function_keeps_what_results_have_beside_their_items():
    ttest = mt.wraps(stats.ttest_ind, "=A", "=A", returns={"statistic": "", "pvalue": ""})
    result, plain = ttest(mt.array(V, "m"), mt.array(100 * W, "cm")), stats.ttest_ind(V, W)
    assert type(result) is type(plain)
    assert float(result.statistic) == pytest.approx(plain.statistic)
    assert result.df == plain.df
