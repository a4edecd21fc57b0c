"""Calls that write into arrays, and what Python asks of an array: parts, items, text."""

import operator

import numpy as np

from ._entries import Entry, in_place

ASSIGNMENT: dict[str, Entry] = {
    "copyto": lambda x: in_place(x, lambda y: np.copyto(y, x[::-1], where=np.eye(3, 4, dtype=bool))),
    "put": lambda x: in_place(x, lambda y: np.put(y, [0, 5], x[1, :2])),
    "place": lambda x: in_place(x, lambda y: np.place(y, np.eye(3, 4, dtype=bool), x[1])),
    "putmask": lambda x: in_place(x, lambda y: np.putmask(y, np.eye(3, 4, dtype=bool), x[::-1])),
    "put_along_axis": lambda x: in_place(x, lambda y: np.put_along_axis(y, np.zeros((3, 1), int), x[:, 1:2], axis=1)),
    "fill_diagonal": lambda x: in_place(x, lambda y: np.fill_diagonal(y, x[2, 3])),
    "setitem": lambda x: in_place(x, lambda y: y.__setitem__((slice(None), 1), x[:, 2])),
    "setitem_advanced": lambda x: in_place(x, lambda y: y.__setitem__([0, 2], x[:2])),
    "iadd": lambda x: in_place(x, lambda y: y.__iadd__(x)),
    "sort_method": lambda x: in_place(x, lambda y: y.sort()),
    "out": lambda x: in_place(x, lambda y: np.add(x, x, out=y)),
    "out_where": lambda x: in_place(x, lambda y: np.add(x, x, out=y, where=np.eye(3, 4, dtype=bool))),
}

OUTPUTS: dict[str, Entry] = {
    "operator.setitem": lambda x: in_place(x, lambda y: operator.setitem(y, 0, x[2])),
    "put_plain": lambda x: in_place(x, lambda y: np.put(y, [0, 1], [0, 0])),
    "fill": lambda x: in_place(x, lambda y: y.fill(x[2, 3])),
    "out_plain": lambda x: np.add(x, x, out=np.zeros((3, 4), x.dtype)),
    "sum_out_plain": lambda x: np.sum(x, axis=0, out=np.zeros(4, x.dtype)),
    "mean_out": lambda x: in_place(x[0], lambda y: np.mean(x, axis=0, out=y)),
}

INDEXING: dict[str, Entry] = {
    "slice": lambda x: x[1:],
    "int": lambda x: x[1, 2],
    "advanced": lambda x: x[[0, 2], [1, 3]],
    "boolean": lambda x: x[np.eye(3, 4, dtype=bool)],
    "newaxis": lambda x: x[:, None],
    "compare_index": lambda x: x[x > x[0, 0]],
    "iterate": lambda x: list(x),
    "flat": lambda x: list(x.flat),
    "tolist": lambda x: x.tolist(),
    "repr": repr,
    "str": str,
    "format": lambda x: f"{x:.2f}",
    "T": lambda x: x.T,
    "astype": lambda x: x.astype("f4"),
}
