"""What matplotlib draws: units of axes, gaps for masked elements, labels, and values that stand on no axis."""

import gc
import pickle
import subprocess
import sys
import textwrap
import weakref

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import dates, units
from matplotlib.figure import Figure
from numpy.testing import assert_allclose, assert_array_equal

import metaarr as mt
from metaarr import units as u

mpl.use("Agg")

M = mt.array([1000.0, 2000.0, 3000.0], "m")
S = mt.array([1.0, 2.0, 3.0], "s")
KM = mt.array([1.0, 2.0, 3.0], "km", mask=[0, 1, 0], dims="x", name="height")
DAYS = np.array(["2012-01-01", "2012-01-02", "2012-01-03"], "M8[D]")
WARMTH = mt.array([12.8, 10.6, 11.7], "degC", mask=[0, 0, 1], dims="time", coords={"time": DAYS}, name="warmth")
GRID = mt.array(
    np.arange(6.0).reshape(2, 3),
    "kelvin",
    mask=[[0, 1, 0], [0, 0, 0]],
    dims=("y", "x"),
    coords={"x": mt.array([1.0, 2.0, 3.0], "km"), "y": mt.array([10.0, 20.0], "s")},
    name="T",
)
NAN = np.nan


@pytest.fixture
def ax():
    return Figure().subplots()


def draw(ax):
    ax.figure.canvas.draw()


def drawn(line):
    """The points of a line as they are drawn."""
    return line.get_xydata()


class TestUnits:
    def test_metres_and_kilometres_on_one_axis(self, ax):
        (first,) = ax.plot(S, M)
        (second,) = ax.plot(mt.array([1.0, 2.0], "minute"), mt.array([1.5, 2.5], "km"))
        assert drawn(first).tolist() == [[1, 1000], [2, 2000], [3, 3000]]
        assert_allclose(drawn(second), [[60, 1500], [120, 2500]])
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("s", "m")

    def test_seconds_on_a_metre_axis_raise(self, ax):
        ax.plot(M)
        with pytest.raises(units.ConversionError, match=r"y axis: .*'second' \(\[time\]\) to 'meter'") as caught:
            ax.plot(S)
        assert isinstance(caught.value, mt.DimensionalityError)

    def test_celsius_and_kelvin_on_one_axis(self, ax):
        ax.plot(mt.array([0.0, 100.0], "degC"))
        (line,) = ax.plot(mt.array([273.15, 373.15], "kelvin"))
        assert_allclose(line.get_ydata(orig=False), [0, 100], atol=1e-12)

    def test_percent_and_numbers(self, ax):
        ax.plot(mt.array([50.0], "percent"))
        (line,) = ax.plot(mt.array([0.25], ""))
        assert line.get_ydata(orig=False).tolist() == [25]
        assert ax.get_ylabel() == "%"

    def test_a_kilometre_without_axes_is_a_kilometre(self, ax):
        ax.plot(S, M)
        (line,) = ax.plot(1 * u.minute, mt.array([1.0], "km").mean(), "o")
        assert drawn(line).tolist() == [[60, 1000]]

    def test_lists(self, ax):
        (line,) = ax.plot([1 * u.s, 1 * u.minute], [1 * u.m, 1 * u.km])
        assert drawn(line).tolist() == [[1, 1], [60, 1000]]

    def test_chosen_by_the_user(self, ax):
        (line,) = ax.plot(S, M, yunits="km")
        ax.xaxis.set_units("ms")
        assert drawn(line).tolist() == [[1000, 1], [2000, 2], [3000, 3]]
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("ms", "km")

    def test_limits_and_ticks(self, ax):
        ax.plot(S, M)
        ax.set_xlim(0, 1 * u.minute)
        ax.set(ylim=(0 * u.m, 5 * u.km))
        ax.set_yticks(mt.array([1.0, 2.0], "km"))
        assert (ax.get_xlim(), ax.get_ylim(), ax.get_yticks().tolist()) == ((0, 60), (0, 5000), [1000, 2000])
        with pytest.raises(mt.DimensionalityError):
            ax.set_xlim(0 * u.m, 5 * u.m)
        assert ax.get_xlim() == (0, 60)

    def test_log_scale(self, ax):
        (line,) = ax.loglog(S, KM)
        ax.set_ylim(100 * u.m, 10 * u.km)
        assert_array_equal(drawn(line), [[1, 1], [2, NAN], [3, 3]])
        assert_allclose(ax.get_ylim(), (0.1, 10))

    def test_twin_and_shared_axes(self, ax):
        ax.plot(S, M)
        (line,) = ax.twinx().plot(mt.array([500.0], "ms"), mt.array([3.0], "kelvin"))
        assert drawn(line).tolist() == [[0.5, 3]]
        assert (line.axes.get_ylabel(), ax.get_ylabel()) == ("K", "m")
        upper, lower = Figure().subplots(2, sharex=True)
        upper.plot(S, M)
        (line,) = lower.plot(mt.array([500.0], "ms"), mt.array([3.0], "kelvin"))
        assert drawn(line).tolist() == [[0.5, 3]]

    def test_lines_spans_and_patches(self, ax):
        ax.plot(S, M)
        assert ax.axhline(1 * u.km).get_path().vertices[:, 1].tolist() == [1000, 1000]
        span = ax.axvspan(1 * u.s, 1 * u.minute)
        assert (span.get_x(), span.get_width()) == (1, 59)
        box = ax.add_patch(mpl.patches.Rectangle((1 * u.s, 1 * u.km), 1000 * u.ms, 500 * u.m))
        assert box.get_bbox().bounds == (1, 1000, 1, 500)
        ax.axline((1 * u.s, 1 * u.km), (2 * u.s, 3 * u.km))
        assert ax.lines[-1].get_xy2() == (2, 3000)

    def test_text(self, ax):
        ax.plot(S, M)
        text = ax.text(2000 * u.ms, 2 * u.km, "here")
        note = ax.annotate("there", (1 * u.s, 1 * u.km), xytext=(3 * u.s, 3 * u.km), arrowprops={})
        draw(ax)
        start = ax.transData.transform((2, 2000))
        assert_allclose(text.get_window_extent().p0[0], start[0], atol=2)
        assert_allclose(note.xy[1].to("m").magnitude, 1000)

    def test_texts_before_anything_else_agree(self, ax):
        low, high = ax.text(0, 0.0001 * u.km, "low"), ax.text(0, 0.5 * u.m, "high")
        draw(ax)
        assert high.get_window_extent().y0 > low.get_window_extent().y0

    def test_new_data(self, ax):
        (line,) = ax.plot(S[:0], M[:0])
        line.set_data(S, KM)
        assert_array_equal(drawn(line), [[1, 1000], [2, NAN], [3, 3000]])
        line.set_data(S, S)
        with pytest.raises(mt.DimensionalityError):
            drawn(line)

    def test_numbers_are_in_the_unit_of_the_axis(self, ax):
        ax.plot(S, M)
        (line,) = ax.plot([1.0, 2.0], [3.0, np.inf])
        assert drawn(line).tolist() == [[1, 3], [2, np.inf]]

    def test_of_downstream_classes(self, ax):
        class Spectrum(mt.Quantity):
            instrument = mt.PerArray(default=None)

        ax.plot(M)
        (line,) = ax.plot(Spectrum([1.0, 2.0], "km"))
        assert line.get_ydata(orig=False).tolist() == [1000, 2000]

    @pytest.mark.parametrize("dtype", ["i2", ">f8", "f4", "u8", object])
    def test_dtypes(self, ax, dtype):
        (line,) = ax.plot(mt.array([1, 2, 4], "m", mask=[0, 1, 0], dtype=dtype)[::-1])
        assert_array_equal(line.get_ydata(orig=False), [4, NAN, 1])

    def test_of_other_libraries(self, ax):
        import pint
        from astropy import units as au

        ax.plot(S, M)
        (line,) = ax.plot(pint.Quantity([1.0], "minute"), [1.0] * au.km)
        assert drawn(line).tolist() == [[60, 1000]]
        with pytest.raises(mt.DimensionalityError):
            ax.plot([1.0] * au.m, [1.0] * au.m)

    def test_angles_are_radian_where_matplotlib_counts_them(self):
        polar = Figure().add_subplot(projection="polar")
        (line,) = polar.plot(mt.array([0.0, 180.0], "degree"), mt.array([1.0, 2.0], "m"))
        assert_allclose(drawn(line), [[0, 1], [np.pi, 2]])
        globe = Figure().add_subplot(projection="mollweide")
        (line,) = globe.plot(mt.array([90.0], "degree"), mt.array([45.0], "degree"))
        assert_allclose(drawn(line), [[np.pi / 2, np.pi / 4]])

    def test_in_three_dimensions(self):
        space = Figure().add_subplot(projection="3d")
        (line,) = space.plot3D(S, M, KM)
        assert_array_equal(line.get_data_3d(), [[1, 2, 3], [1000, 2000, 3000], [1, NAN, 3]])
        points = space.scatter(S, M, 2 * KM)
        assert points._offsets3d[2].tolist() == [2, 6]
        assert (space.get_xlabel(), space.get_zlabel()) == ("s", "height [km]")
        with pytest.raises(mt.DimensionalityError):
            space.scatter(S, M, S)
        with pytest.raises(mt.UnsupportedError, match="reads bare numbers"):
            space.quiver(S, M, KM, S, S, S)

    def test_pickled_figures(self, ax):
        ax.plot(S, M)
        again = pickle.loads(pickle.dumps(ax.figure)).axes[0]
        (line,) = again.plot(S, KM)
        assert_array_equal(drawn(line), [[1, 1000], [2, NAN], [3, 3000]])


class TestGaps:
    def test_lines(self, ax):
        (line,) = ax.plot(S, KM)
        assert_array_equal(drawn(line), [[1, 1], [2, NAN], [3, 3]])

    def test_masks_alone(self, ax):
        (line,) = ax.plot(mt.array([1, 2, 3], mask=[0, 1, 0]))
        assert_array_equal(line.get_ydata(orig=False), [1, NAN, 3])

    def test_hidden_values_are_drawn_nowhere(self, ax):
        hidden = mt.array([1.0, 1e9, 3.0], "m", mask=[0, 1, 0])
        ax.plot(S, hidden)
        ax.bar(S, hidden)
        ax.scatter(S, hidden)
        ax.errorbar(S, hidden, yerr=hidden)
        ax.fill_between(S, hidden, 0 * u.m)
        ax.step(S, hidden)
        ax.stem(S, hidden)
        ax.vlines(S, 0 * u.m, hidden)
        ax.boxplot(hidden)
        ax.axhline(hidden[1])
        draw(ax)
        assert ax.get_ylim()[1] < 7

    def test_bars(self, ax):
        bars = ax.bar(S, KM, width=500 * u.ms, bottom=500 * u.m)
        assert [bar.get_x() for bar in bars] == [0.75, 1.75, 2.75]
        assert_array_equal([bar.get_height() for bar in bars], [1000, NAN, 3000])
        assert [bar.get_y() for bar in bars] == [500, 500, 500]

    def test_bands(self, ax):
        band = ax.fill_between(S, KM, 500 * u.m)
        assert [path.vertices[:, 0].min() for path in band.get_paths()] == [1, 3]
        assert {y for path in band.get_paths() for y in path.vertices[:, 1]} == {0.5, 1, 3}

    def test_a_masked_condition_is_not_met(self, ax):
        above = mt.array([True, True, True], mask=[0, 0, 1])
        band = ax.fill_between(S, M, 0 * u.m, where=above)
        assert max(path.vertices[:, 0].max() for path in band.get_paths()) == 2

    def test_points(self, ax):
        points = ax.scatter(S, KM, c=WARMTH, s=mt.array([1, 2, 3]))
        assert points.get_offsets().compressed().tolist() == [1, 1]
        assert points.get_array().compressed().tolist() == [12.8]

    def test_error_bars(self, ax):
        _, _, (across, along) = ax.errorbar(S, KM, xerr=500 * u.ms, yerr=mt.array([100.0, 100.0, 100.0], "m"))
        assert [bar.tolist() for bar in across.get_segments() if len(bar)] == [
            [[0.5, 1], [1.5, 1]],
            [[2.5, 3], [3.5, 3]],
        ]
        assert_allclose([bar for bar in along.get_segments() if len(bar)], [[[1, 0.9], [1, 1.1]], [[3, 2.9], [3, 3.1]]])

    def test_histograms(self, ax):
        counts, edges, _ = ax.hist(KM, bins=mt.array([0, 1500, 2500, 4000], "m"))
        assert (counts.tolist(), edges.tolist()) == ([1, 0, 1], [0, 1.5, 2.5, 4])
        assert ax.get_xlabel() == "height [km]"
        counts, edges, _ = ax.hist(M, bins=2, range=(0 * u.m, 4 * u.km))
        assert (counts.tolist(), edges.tolist()) == ([1, 2], [0, 2, 4])

    def test_box_plots(self, ax):
        sets = mt.array([[1.0, 2], [3, 4], [100, 6]], "km", mask=[[0, 0], [0, 0], [1, 0]])
        boxes = ax.boxplot(sets, orientation="horizontal")
        assert [line.get_xdata()[0] for line in boxes["medians"]] == [2, 4]
        boxes = ax.boxplot([mt.array([1.0, 3.0], "km")], orientation="horizontal")
        assert boxes["medians"][0].get_xdata()[0] == 2
        assert ax.get_xlabel() == "km"
        vertical = Figure().subplots()
        assert vertical.boxplot(KM)["medians"][0].get_ydata()[0] == 2
        vertical = Figure().subplots()
        assert vertical.boxplot([M, KM])["medians"][1].get_ydata()[0] == 2000
        assert vertical.get_ylabel() == "m"

    def test_texts_that_are_masked(self, ax):
        with pytest.raises(mt.UnsupportedError, match="masked texts"):
            ax.bar(mt.array(["a", "b"], mask=[0, 1]), [1, 2])


class TestLabels:
    def test_name_and_unit(self, ax):
        ax.plot(mt.array([0.5], "ms", dims="t", name="delay"), mt.array([2.0], "m/s**2"))
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("delay [ms]", "m/s²")

    def test_names_that_differ_are_left_out(self, ax):
        for name in "abc":
            ax.scatter(S, mt.array(M, name=name, dims="x"))
        assert ax.get_ylabel() == "m"

    def test_the_users_stay(self, ax):
        ax.set_ylabel("mine")
        ax.plot(S, KM)
        draw(ax)
        assert ax.get_ylabel() == "mine"

    def test_of_files(self, ax):
        ax.plot(mt.array([1.0], "m", dims="x", name="z", attrs={"long_name": "height above ground"}))
        assert ax.get_ylabel() == "height above ground [m]"

    def test_without_unit(self, ax):
        ax.plot(mt.array([1, 2], dims="n", name="count"))
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("n", "count")

    def test_are_no_formulas(self, ax):
        ax.plot(mt.array([1, 2], dims="n", name="$x$ <b>"))
        draw(ax)
        assert ax.get_ylabel() == r"\$x\$ <b>"

    def test_of_a_cleared_axis(self, ax):
        ax.plot(S, KM)
        ax.cla()
        ax.plot(WARMTH)
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("time", "warmth [°C]")


class TestCoordinates:
    def test_dates(self, ax):
        (line,) = ax.plot(WARMTH.coords["time"], WARMTH)
        assert drawn(line)[:, 0].tolist() == dates.date2num(DAYS).tolist()
        assert isinstance(ax.xaxis.get_major_locator(), dates.AutoDateLocator)
        assert ax.get_xlabel() == "time"
        ax.axvline(DAYS[1])
        ax.set_xlim(DAYS[0], DAYS[2])
        assert ax.get_xlim() == tuple(dates.date2num(DAYS[[0, 2]]))

    def test_dates_and_plain_dates(self, ax):
        ax.plot(DAYS, [1, 2, 3])
        (line,) = ax.plot(mt.array(DAYS, mask=[0, 1, 0]), [1, 2, 3])
        days = dates.date2num(DAYS)
        assert_array_equal(line.get_xdata(orig=False), [days[0], NAN, days[2]])

    def test_missing_dates_are_gaps_too(self, ax):
        (line,) = ax.plot(mt.array(np.array(["NaT", "2012-01-02", "2012-01-03"], "M8[D]"), mask=[0, 1, 0]), [1, 2, 3])
        assert_array_equal(line.get_xdata(orig=False), [NAN, NAN, dates.date2num(DAYS[2])])
        (line,) = ax.figure.add_subplot().plot(mt.array([NAN, 1.0, 2.0], "m", mask=[0, 1, 0]))
        assert_array_equal(line.get_ydata(orig=False), [NAN, NAN, 2])

    def test_dates_and_quantities_have_axes_of_their_own(self, ax):
        ax.plot(DAYS, [1, 2, 3])
        with pytest.raises(mt.UnsupportedError, match="x axis: a quantity in 'second' meets an axis of"):
            ax.plot(S, S)
        other = Figure().subplots()
        other.plot(S, S)
        with pytest.raises(mt.UnsupportedError, match="meets an axis of units"):
            other.plot(DAYS, [1, 2, 3])

    def test_of_a_labelled_array_alone(self, ax):
        (line,) = ax.plot(WARMTH, "o")
        assert_array_equal(
            drawn(line),
            [[dates.date2num(DAYS[0]), 12.8], [dates.date2num(DAYS[1]), 10.6], [dates.date2num(DAYS[2]), NAN]],
        )
        assert line.get_marker() == "o"
        (one, two) = ax.figure.add_subplot().plot(GRID, "r", GRID[:, 0] * 2, "b--")[::3]
        assert drawn(one)[:, 0].tolist() == drawn(two)[:, 0].tolist() == [10, 20]
        assert drawn(two)[:, 1].tolist() == [0, 6]

    def test_categories(self, ax):
        ax.bar(mt.array(["a", "b"], dims="who"), mt.array([1, 2], "kg"))
        draw(ax)
        assert [tick.get_text() for tick in ax.get_xticklabels()] == ["a", "b"]

    def test_meshes(self, ax):
        mesh = ax.pcolormesh(GRID)
        assert mesh.get_coordinates()[0, :, 0].tolist() == [0.5, 1.5, 2.5, 3.5]
        assert mesh.get_coordinates()[:, 0, 1].tolist() == [5, 15, 25]
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("x [km]", "y [s]")

    def test_meshes_of_bins(self, ax):
        edges = mt.array([0.0, 1.0, 3.0], "km")
        grid = mt.array([[1.0, 2.0], [3.0, 4.0]], dims=("y", "x"), coords={"x": edges})
        mesh = ax.pcolormesh(grid)
        assert mesh.get_coordinates()[0, :, 0].tolist() == [0, 1, 3]
        assert mesh.get_coordinates()[:, 0, 1].tolist() == [-0.5, 0.5, 1.5]
        mesh = Figure().subplots().pcolormesh(grid.assign_coords(y=DAYS[:2]))
        assert_allclose(mesh.get_coordinates()[:, 0, 1], dates.date2num(DAYS[0]) + np.array([-0.5, 0.5, 1.5]))
        other = Figure().subplots()
        other.contour(grid)
        assert (other.get_xlim(), other.get_ylim()) == ((0.5, 2), (0, 1))

    def test_contours(self, ax):
        lines = ax.contour(GRID)
        assert (lines.zmin, lines.zmax) == (0, 5)
        assert (ax.get_xlim(), ax.get_ylim()) == ((1, 3), (10, 20))


class TestColours:
    @pytest.mark.parametrize("method", ["imshow", "matshow", "pcolormesh", "pcolor", "pcolorfast"])
    def test_masked_places_are_gaps(self, ax, method):
        values = getattr(ax, method)(GRID).get_array()
        assert values.compressed().tolist() == [0, 2, 3, 4, 5]
        assert type(values) is np.ma.MaskedArray

    def test_contours(self, ax):
        filled = ax.contourf(mt.array([[1000.0, 2000], [3000, 4000]], "m"), levels=mt.array([1.0, 2.0, 3.0], "km"))
        assert filled.levels.tolist() == [1000, 2000, 3000]

    def test_limits(self, ax):
        image = ax.imshow(GRID, vmin=-273.15 * u.degC, vmax=10)
        assert image.get_clim() == (0, 10)
        image.set_clim(1 * u.kelvin, 2 * u.kelvin)
        assert image.get_clim() == (1, 2)
        for wrong in (lambda: ax.imshow(GRID, vmin=1 * u.m), lambda: image.set_clim(1 * u.m)):
            with pytest.raises(mt.DimensionalityError):
                wrong()

    def test_colour_bar(self, ax):
        bar = ax.figure.colorbar(ax.imshow(GRID), ticks=mt.array([1.0, 2.0], "kelvin"))
        draw(ax)
        assert bar.ax.get_ylabel() == "T [K]"
        assert bar.get_ticks().tolist() == [1, 2]
        with pytest.raises(mt.DimensionalityError):
            bar.set_ticks(mt.array([1.0], "m"))
        assert ax.figure.colorbar(ax.imshow(GRID), label="mine").ax.get_ylabel() == "mine"

    def test_new_values(self, ax):
        image = ax.imshow(mt.array([[1.0, 2.0]], "m"))
        image.set_data(mt.array([[1.0, 2.0]], "km", mask=[[0, 1]]))
        assert image.get_array().filled(-1).tolist() == [[1000, -1]]
        image.set_array(mt.array([[3.0, 4.0]], "km"))
        assert image.get_array().tolist() == [[3000, 4000]]
        with pytest.raises(mt.DimensionalityError):
            image.set_data(mt.array([[1.0, 2.0]], "s"))

    def test_arrows(self, ax):
        arrows = ax.quiver(S, KM, M, mt.array([1.0, 2.0, 3.0], "km", mask=[0, 0, 1]), WARMTH)
        assert arrows.V[:2].tolist() == [1000, 2000]
        assert arrows.Umask.tolist() == [False, False, True]
        with pytest.raises(mt.DimensionalityError):
            ax.quiver(S, KM, M, S)
        streams = ax.figure.add_subplot().streamplot(S, M, np.ones((3, 3)) * u.m, np.ones((3, 3)) * u.km)
        assert streams.lines.axes.get_xlabel() == "s"

    def test_hexagons(self, ax):
        hexagons = ax.hexbin(S, M, C=KM, gridsize=2, reduce_C_function=np.sum)
        assert sum(hexagons.get_array()) == 4

    def test_sizes_are_numbers(self, ax):
        points = ax.scatter(S, M, s=mt.array([100.0, 200.0, 300.0], "percent"))
        assert points.get_sizes().tolist() == [1, 2, 3]
        with pytest.raises(mt.DimensionalityError, match=r"Axes.scatter takes numbers here, not 'meter'"):
            ax.scatter(S, M, s=M)


class TestRefusals:
    """What matplotlib would read without asking."""

    @pytest.mark.parametrize(
        "call",
        [
            lambda ax: ax.hist(M, weights=M),
            lambda ax: ax.hist([M, M], weights=[M, M]),
            lambda ax: ax.psd(M),
            lambda ax: ax.acorr(M),
            lambda ax: ax.xcorr(M, M),
            lambda ax: ax.csd(M, M),
            lambda ax: ax.specgram(M),
            lambda ax: ax.tricontour(M, M, M),
            lambda ax: ax.pie(KM),
            lambda ax: ax.hist2d(S, KM),
            lambda ax: ax.add_patch(mpl.patches.Polygon([(1 * u.m, 1 * u.m), (2 * u.m, 1 * u.m)])),
            lambda ax: ax.imshow(M.reshape(1, 3), norm=mpl.colors.Normalize(0 * u.m, 1 * u.m)),
        ],
    )
    def test_says_so(self, ax, call):
        with pytest.raises(mt.UnsupportedError, match=r"\.magnitude|\.compressed|getmaskarray"):
            call(ax)

    def test_shares_need_no_unit(self, ax):
        wedges = ax.pie(M)[0]
        assert [round(wedge.theta2) for wedge in wedges] == [60, 180, 360]

    def test_counted_points(self, ax):
        counts, x, y, _ = ax.hist2d(S, M, bins=1)
        assert (counts.tolist(), x.tolist(), y.tolist()) == ([[3]], [1, 3], [1000, 3000])


class TestOthersAreUntouched:
    def test_figures_are_let_go(self):
        axes = Figure().subplots()
        axes.figure.colorbar(axes.imshow(GRID))
        axes.plot(S, KM)
        draw(axes)
        gone = weakref.ref(axes)
        del axes
        gc.collect()
        assert gone() is None

    def test_plain_arrays(self, ax):
        (line,) = ax.plot([1, 2], np.ma.array([3.0, 4.0], mask=[0, 1]))
        assert_array_equal(drawn(line), [[1, 3], [2, NAN]])
        assert (ax.get_xlabel(), ax.xaxis.get_units(), ax.xaxis.get_converter()) == ("", None, None)
        image = ax.imshow([[1, 2]])
        assert ax.figure.colorbar(image).ax.get_ylabel() == ""


def run(code):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "order", ["import metaarr as mt, matplotlib.figure", "import matplotlib.figure, metaarr as mt"]
)
def test_in_both_import_orders(order):
    run(
        f"""
        {order}
        import sys
        assert "matplotlib.pyplot" not in sys.modules
        ax = matplotlib.figure.Figure().subplots()
        ax.plot(mt.array([1.0, 2.0], "m"))
        (line,) = ax.plot(mt.array([1.0, 2.0], "km", mask=[0, 1]))
        assert line.get_ydata(orig=False)[0] == 1000 and ax.get_ylabel() == "m"
        image = ax.imshow(mt.array([[1.0, 2.0]], "K", mask=[[0, 1]]))
        assert image.get_array().count() == 1
        assert ax.figure.colorbar(image).ax.get_ylabel() == "K"
        space = ax.figure.add_subplot(projection="3d")
        space.plot(mt.array([1.0], "m"), mt.array([1.0], "m"), mt.array([1.0], "s"))
        assert space.get_zlabel() == "s"
        """
    )


def test_metaarr_alone_imports_no_matplotlib():
    run(
        """
        import sys, metaarr
        metaarr.array([1.0], "m")
        assert not [m for m in sys.modules if m.partition(".")[0] in ("matplotlib", "mpl_toolkits")]
        """
    )
