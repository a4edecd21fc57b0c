"""Provenance: what was done to make an array; what is written through a view (``x[1:] += 1``) the view alone knows."""

import re
from hashlib import blake2b
from reprlib import repr as brief
from typing import Any

import numpy as np

import metaarr as mt
from metaarr.kinds import Call, Proposal, Role


class History(dict[str, str]):
    """Steps in order, by a digest of their text, which names their inputs."""

    @classmethod
    def of(cls, what: str, *inputs: Any) -> "History":
        words = [next(reversed(i)) if isinstance(i, cls) else i for i in inputs]
        text = f"{what}({', '.join(words)})" if words else what
        before = {name: step for i in inputs if isinstance(i, cls) for name, step in i.items()}
        return cls(before | {f"@{blake2b(text.encode(), digest_size=8).hexdigest()}": text})

    def __str__(self) -> str:
        numbers = {name: f"#{i}" for i, name in enumerate(self, 1)}
        lines = "\n".join(map(" ".join, self.items()))
        return re.sub("@[0-9a-f]{16}", lambda name: numbers.get(name[0], name[0]), lines)

    def __repr__(self) -> str:
        return f"<{len(self)} steps>"


class Provenance(mt.PerArray):
    """The history of an array, which is given the name of its source."""

    per_array = False  # parts have a history of their own

    def __init__(self) -> None:
        super().__init__(factory=lambda: "data", type=(str, History))

    def validated(self, value: Any) -> Any:
        return History.of(value) if isinstance(value, str) else super().validated(value)

    def merged(self, call: Call) -> History:
        given = [o for o in call.operands if o.role in (Role.ARRAY, Role.VALUE)]
        inputs = [o.metas.get(self) or (brief(o.bare) if np.ndim(o.bare) == 0 else "numbers") for o in given]
        others = {name: value for name, value in call.given().items() if isinstance(value, int | float | str | tuple)}
        words = [f"{name}={brief(value)}" for name, value in others.items() if name not in {o.name for o in given}]
        return History.of(call.name, *inputs, *words)

    def assign(self, call: Call) -> Proposal:
        target, history = call.operands[0], self.merged(call)
        return Proposal(commit=lambda: self.put(target.source, history) if self in target.metas else None)

    def index(self, meta: Any, key: Any, data: Any) -> History:
        return History.of("item", meta, brief(key))

    def in_unit(self, meta: Any, unit: Any) -> History:
        return History.of("to", meta, str(unit))
