"""What labelled arrays can do: the attributes and methods that arrays with dims and coordinates have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import bare
from .._family import class_with
from .._run import attach
from .kind import LABELS

if TYPE_CHECKING:
    from .._array import MetaArray
    from .state import Labels

    _Base = MetaArray
else:
    _Base = object


class LabelMethods(_Base):
    """Mixin of the classes that have dims and coordinates."""

    __slots__ = ()

    @property
    def dims(self) -> tuple[str | None, ...]:
        """One name for each axis; None for an axis without one."""
        return self._labels.dims

    @property
    def _labels(self) -> Labels:
        labels: Labels = self._meta[type(self)._index[LABELS]]
        return labels

    @property
    def unlabeled(self) -> Any:
        """Without dims, coordinates, name and attrs; everything else kept; shares memory."""
        kinds = tuple(kind for kind in self._kinds if kind is not LABELS)
        metas = tuple(meta for kind, meta in zip(self._kinds, self._meta, strict=True) if kind is not LABELS)
        cls = class_with((type(self),), kinds)
        return bare(self) if cls is np.ndarray else attach(bare(self), cls, metas)
