"""The hook that runs adapters when their library gets imported: both orders, reloads, threads, nothing else changed."""

import importlib
import importlib.machinery
import importlib.metadata
import importlib.util
import inspect
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pytest

from metaarr import interop


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Make modules that are found on the path; forget them, and what waits for them, afterwards."""
    made = []

    def make(name, source="value = 1\n"):
        path = tmp_path.joinpath(*name.split("."))
        if (tmp_path / name.split(".")[0]).is_dir() or "." in name:
            path.parent.mkdir(exist_ok=True)
            (path.parent / "__init__.py").touch()
        path.with_suffix(".py").write_text(source)
        made.append(name)
        importlib.invalidate_caches()
        return name

    monkeypatch.syspath_prepend(tmp_path)
    yield make
    for name in made:
        for module in (name, name.split(".")[0]):
            sys.modules.pop(module, None)
        interop._others.pop(name, None)


class TestOrder:
    def test_waits_for_the_import(self, library):
        seen = []
        name = library("waited_for")
        interop.when_imported(name, lambda module: seen.append(module.value))
        assert (seen, name in sys.modules) == ([], False)
        importlib.import_module(name)
        assert seen == [1]
        importlib.import_module(name)
        assert seen == [1]

    def test_runs_at_once_for_what_is_there(self, library):
        name = library("there_already")
        module = importlib.import_module(name)
        seen = []
        interop.when_imported(name, seen.append)
        assert seen == [module]

    def test_of_submodules(self, library):
        name = library("parent.child")
        seen = []
        interop.when_imported(name, seen.append)
        importlib.import_module("parent")
        assert seen == []
        module = importlib.import_module(name)
        assert seen == [module]

    def test_runs_several_in_order(self, library):
        name = library("several")
        seen = []
        for i in range(3):
            interop.when_imported(name, lambda module, i=i: seen.append(i))
        importlib.import_module(name)
        assert seen == [0, 1, 2]

    def test_from_inside_the_librarys_own_import(self, library):
        name = library(
            "circular",
            "from metaarr.interop import when_imported\n"
            "seen = []\n"
            "when_imported(__name__, lambda module: seen.append(module.late))\n"
            "late = 1\n",
        )
        module = importlib.import_module(name)
        importlib.import_module(library("imported_after"))
        assert module.seen == [1]

    def test_a_module_that_is_missing_stays_missing(self):
        interop.when_imported("not_there_at_all", lambda module: None)
        try:
            with pytest.raises(ModuleNotFoundError, match="not_there_at_all"):
                importlib.import_module("not_there_at_all")
            assert importlib.util.find_spec("not_there_at_all") is None
        finally:
            del interop._others["not_there_at_all"]

    def test_a_module_that_replaces_itself(self, library):
        name = library("itself", "import sys, types\nsys.modules[__name__] = types.SimpleNamespace(value=7)\n")
        seen = []
        interop.when_imported(name, lambda module: seen.append(module.value))
        importlib.import_module(name)
        assert seen == [7]


class TestNothingElseChanges:
    def test_of_the_module(self, library):
        name = library("unchanged", "def f():\n    return 1\n")
        interop.when_imported(name, lambda module: None)
        module = importlib.import_module(name)
        assert type(module.__spec__.loader) is importlib.machinery.SourceFileLoader
        assert module.__loader__ is module.__spec__.loader
        assert module.__spec__.origin == module.__file__
        assert module.__spec__.cached
        assert inspect.getsource(module.f) == "def f():\n    return 1\n"

    def test_of_a_spec_that_is_only_asked_for(self, library):
        name = library("asked_for")
        interop.when_imported(name, lambda module: None)
        spec = importlib.util.find_spec(name)
        assert isinstance(spec.loader, importlib.machinery.SourceFileLoader)
        assert spec.loader.get_source(name) == "value = 1\n"
        assert spec.loader.is_package(name) is False
        assert name not in sys.modules
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert module.value == 1

    def test_of_installed_packages(self):
        assert importlib.metadata.version("numpy") == np.__version__
        assert importlib.metadata.distribution("metaarr").metadata["Name"] == "metaarr"

    def test_one_finder_in_front(self):
        finders = [finder for finder in sys.meta_path if isinstance(finder, interop.Finder)]
        assert len(finders) == 1

    def test_a_failing_import_fails_as_ever(self, library):
        name = library("fails", "raise OSError('no disk')\n")
        seen = []
        interop.when_imported(name, seen.append)
        with pytest.raises(OSError, match="no disk"):
            importlib.import_module(name)
        assert (seen, name in sys.modules) == ([], False)


class TestReload:
    def test_of_the_library(self, library):
        name = library("reloaded")
        seen = []
        interop.when_imported(name, seen.append)
        module = importlib.import_module(name)
        importlib.reload(module)
        assert seen == [module, module]
        assert type(module.__spec__.loader) is importlib.machinery.SourceFileLoader

    def test_of_the_hook(self, library):
        name = library("after_reload")
        seen = []
        interop.when_imported(name, seen.append)
        importlib.reload(interop)
        assert sum(type(finder).__name__ == "Finder" for finder in sys.meta_path) == 1
        importlib.import_module(name)
        assert len(seen) == 1


class TestFailure:
    def test_is_a_warning_and_the_others_run(self, library):
        name = library("bad_adapter")
        seen = []

        def bad(module):
            raise ValueError("changed its mind")

        interop.when_imported(name, bad)
        interop.when_imported(name, seen.append)
        with pytest.warns(RuntimeWarning, match="could not adapt to bad_adapter: ValueError"):
            module = importlib.import_module(name)
        assert seen == [module]


class TestOtherFinders:
    def test_that_ask_all_finders_themselves(self, library, monkeypatch, tmp_path):
        name = library("twice")

        class Asking:
            busy = False

            def find_spec(self, fullname, path=None, target=None):
                if fullname != name or self.busy:
                    return None
                self.busy = True
                try:
                    return importlib.util.find_spec(fullname)
                finally:
                    self.busy = False

        for place in (0, 1):
            monkeypatch.setattr(sys, "meta_path", [*sys.meta_path[:place], Asking(), *sys.meta_path[place:]])
            seen = []
            interop._others.pop(name, None)
            sys.modules.pop(name, None)
            interop.when_imported(name, seen.append)
            importlib.import_module(name)
            assert len(seen) == 1
            monkeypatch.undo()
            monkeypatch.syspath_prepend(tmp_path)


def test_threads_see_every_import_once(library):
    names = [library(f"threaded_{i}", "import time\ntime.sleep(0.001)\nvalue = 1\n") for i in range(8)]
    seen = []
    for name in names:
        interop.when_imported(name, lambda module: seen.append(module.__name__))
    barrier = threading.Barrier(8)

    def load():
        barrier.wait()
        for name in names:
            assert importlib.import_module(name).value == 1

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == names


def test_waits_for_an_import_in_another_thread(library):
    name = library(
        "slow",
        "import threading\n"
        "begun, go_on = threading.Event(), threading.Event()\n"
        "begun.set()\n"
        "go_on.wait(10)\n"
        "value = 1\n",
    )
    thread = threading.Thread(target=importlib.import_module, args=(name,))
    thread.start()
    while not hasattr(sys.modules.get(name), "go_on"):
        pass
    module = sys.modules[name]
    module.begun.wait(10)
    threading.Timer(0.05, module.go_on.set).start()
    seen = []
    interop.when_imported(name, lambda module: seen.append(module.value))
    thread.join()
    assert seen == [1]


def test_importing_metaarr_imports_no_library():
    code = """
        import sys
        import numpy.ma
        before = set(sys.modules)
        import metaarr
        new = {name.partition(".")[0] for name in set(sys.modules) - before} - {"metaarr", "numpy"}
        assert not new - set(sys.stdlib_module_names), new
        assert sum(type(finder).__name__ == "Finder" for finder in sys.meta_path) == 1
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def worker(x):
    special = importlib.import_module("scipy.special")
    return str(special.expit(x))


def test_in_a_spawned_process():
    pytest.importorskip("scipy.special")
    code = f"""
        import multiprocessing, sys
        import metaarr as mt
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import test_hook
        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.apply(test_hook.worker, (mt.array([0.0, 50.0], "percent", mask=[0, 1]),)))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["[0.5", "--]", "dimensionless"]
