"""Adapters for other libraries, each run when its library gets imported, or at once if it already is.

Importing metaarr imports none of those libraries. A finder in :data:`sys.meta_path` sees the import of a library that
is waited for, lets the other finders do their work, and runs the adapters when the library's module is complete. Specs,
loaders and metadata of the module are those it would have without us. See decision record 0008.

How to add one: write a module of this package with a function ``adapt(library)``, where ``library`` is the imported
module, and name it in :data:`ADAPTERS`. Adapters bear being run twice: a library that is reloaded gets its adapters
again. An adapter that fails is reported by a warning; the import of its library goes on.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from threading import local
from types import ModuleType
from typing import Any, Final

from .._locks import lock

ADAPTERS: Final[Mapping[str, str]] = {
    "astropy.units": "astropy",
    "astropy.utils.masked": "astropy",
    "dask.array": "dask",
    "dask.base": "dask",
    "distributed.protocol": "dask",
    "matplotlib.axes": "matplotlib",
    "matplotlib.axis": "matplotlib",
    "matplotlib.colorbar": "matplotlib",
    "matplotlib.colorizer": "matplotlib",
    "matplotlib.image": "matplotlib",
    "matplotlib.units": "matplotlib",
    "mpl_toolkits.mplot3d.axes3d": "matplotlib",
    "jax": "jax",
    "marray": "marray",
    "pandas": "_pandas_hooks",
    "pint": "pint",
    "pyarrow": "arrow",
    "scipy.sparse": "sparse",
    "scipy.fft": "scipy_fft",
    "scipy.special": "scipy_special",
    "sparse": "sparse",
    "tensorflow": "tensorflow",
    "torch": "torch",
    "unyt": "unyt",
    "xarray": "xarray",
}
"""Module that is waited for → module of this package with its adapter."""

Adapter = Callable[[ModuleType], object]

_LOCK = lock()
_others: dict[str, list[Adapter]] = globals().get("_others", {})  # there already when this module is reloaded
"""Module that is waited for → adapters that :func:`when_imported` was given."""
_late: set[str] = set()
"""Modules whose import had begun when somebody asked for them, and whose completion no loader of ours will see."""


def when_imported(library: str, adapter: Adapter) -> None:
    """Run ``adapter(module)`` when the module called `library` is complete, or now if it already is.

    Parameters
    ----------
    library
        Full name of a module, such as ``"matplotlib.units"``. It is not imported.
    adapter
        Called with the module, and again after each reload of it.
    """
    with _LOCK:
        _others.setdefault(library, []).append(adapter)
    _run_if_complete(library, adapter)


def _run_if_complete(library: str, adapter: Adapter) -> None:
    """Run the adapter of a module that is there; see to it that one is caught up with that is on its way."""
    module = sys.modules.get(library)
    if module is None:
        return
    if _is_incomplete(module):
        module = import_module(library)  # waits where another thread is at it
    if _is_incomplete(module):
        _late.add(library)  # this very thread is in the middle of it
    else:
        _run(library, adapter, module)


def _is_incomplete(module: ModuleType) -> bool:
    return bool(getattr(getattr(module, "__spec__", None), "_initializing", False))


def _run(library: str, adapter: Adapter, module: ModuleType) -> None:
    try:
        adapter(module)
    except Exception as error:  # noqa: BLE001  the library itself works, and its import must not fail because of us
        warnings.warn(f"metaarr could not adapt to {library}: {error!r}", RuntimeWarning, stacklevel=3)


def _complete(library: str) -> None:
    """Run all adapters of a module that has just been executed."""
    module = sys.modules.get(library)
    if module is not None:
        for adapter in _adapters_of(library):
            _run(library, adapter, module)


def _adapters_of(library: str) -> list[Adapter]:
    own = [_own_adapter(ADAPTERS[library])] if library in ADAPTERS else []
    with _LOCK:
        return own + _others.get(library, [])


def _own_adapter(name: str) -> Adapter:
    return lambda library: import_module(f".{name}", __name__).adapt(library)


def _catch_up() -> None:
    """Run the adapters of modules that were being imported when they were asked for and are complete now."""
    for library in tuple(_late):
        module = sys.modules.get(library)
        if module is None or not _is_incomplete(module):
            _late.discard(library)
            _complete(library)


class Finder:
    """Finds the modules that are waited for as the other finders do, and has their adapters run.

    There is one, at the front of :data:`sys.meta_path`. It is asked for every module, and answers for those only.
    """

    def __init__(self) -> None:
        self._busy = local()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Give the spec that the finders behind this one give, with a loader that runs the adapters."""
        if _late:
            _catch_up()
        if (name not in ADAPTERS and name not in _others) or name in self._names:
            return None
        with self._asking(name):  # other finders may ask all of them, this one included
            spec = self._spec_of_others(name, path, target)
        if spec is not None and hasattr(spec.loader, "exec_module"):
            spec.loader = Loader(spec.loader, name)  # type: ignore[assignment]
        return spec

    def _spec_of_others(self, name: str, path: Any, target: Any) -> ModuleSpec | None:
        finders = list(sys.meta_path)
        behind = finders[finders.index(self) + 1 :] if self in finders else finders
        found = (finder.find_spec(name, path, target) for finder in behind if hasattr(finder, "find_spec"))
        return next((spec for spec in found if spec is not None), None)

    @property
    def _names(self) -> set[str]:
        """What this thread is asking the other finders for."""
        names: set[str] = self._busy.__dict__.setdefault("names", set())
        return names

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        self._names.add(name)
        try:
            yield
        finally:
            self._names.discard(name)


class Loader:
    """The loader of a module that is waited for; steps aside before the module is executed.

    Until then everything but :meth:`exec_module` is the real loader's, its class included, so that a spec that was
    only asked for (:func:`importlib.util.find_spec`) answers as ever.
    """

    def __init__(self, real: Any, library: str) -> None:
        self._real = real
        self._library = library

    def exec_module(self, module: ModuleType) -> None:
        """Execute the module by its own loader, then run the adapters."""
        module.__loader__ = self._real
        if module.__spec__ is not None:
            module.__spec__.loader = self._real
        self._real.exec_module(module)
        _complete(self._library)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return type(self._real)


def _install() -> None:
    """Put the finder in front, in the place of one that an earlier import of this module left there."""
    mine = (Finder.__module__, Finder.__qualname__)
    sys.meta_path[:] = [f for f in sys.meta_path if (type(f).__module__, type(f).__qualname__) != mine]
    sys.meta_path.insert(0, Finder())
    for library, name in ADAPTERS.items():
        _run_if_complete(library, _own_adapter(name))


_install()
