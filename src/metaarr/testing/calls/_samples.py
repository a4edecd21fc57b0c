"""Calls that need elements of their own: small integers, days, texts, records."""

from typing import Any

import numpy as np
from numpy import char, strings
from numpy.lib import recfunctions as rf

from ._entries import Entry, alone, before, in_place, reached, reversed_too

# Typed for less than they take.
_ADD_AT: Any = np.add.at
_TRANSLATE: Any = strings.translate

INTEGERS: dict[str, Entry] = {
    **{
        func.__name__: reversed_too(func)
        for func in (np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.left_shift, np.right_shift, np.gcd, np.lcm)
    },
    "invert": lambda x: np.invert(x),
    "bitwise_count": lambda x: np.bitwise_count(x),
    "bitwise_and.reduce": lambda x: np.bitwise_and.reduce(x, axis=1),
    "gcd.reduce": lambda x: np.gcd.reduce(x, axis=None),
    "lcm.accumulate": lambda x: np.lcm.accumulate(x, axis=1),
    "power": lambda x: np.power(x, x[::-1]),
    "power_negative": lambda x: np.power(x[2], x[0] - 1),
    "packbits": lambda x: np.packbits(x > 2, axis=1),
    "packbits_flat": lambda x: np.packbits(x > 2),
    "unpackbits": lambda x: np.unpackbits(x.astype("u1"), axis=1, count=9),
    "unpackbits_flat": lambda x: np.unpackbits(x.astype("u1"), bitorder="little"),
    "ix_": lambda x: np.ix_(x[0] > 2, [0, 1]),
    "ix_positions": lambda x: np.ix_(x[0]),
    "ravel_multi_index": lambda x: np.ravel_multi_index((x[0], x[1]), (10, 10)),
    "unravel_index": lambda x: np.unravel_index(x, (3, 5)),
    "take_at": lambda x: np.take(np.ravel(x), x),
    "take_at_axis": lambda x: np.take(x, x % 3, axis=0),
    "take_at_clipped": lambda x: np.take(x[0], x[1], mode="clip"),
    "take_along_axis_at": lambda x: np.take_along_axis(np.arange(40.0).reshape(4, 10), x.T, axis=1),
    "choose_by": lambda x: np.choose(x % 2, [x, -x]),
    "choose_wrapped": lambda x: np.choose(x, [1.0, 2.0], mode="wrap"),
    "put_at": lambda x: in_place(x, lambda y: np.put(y, x[0], 0)),
    "repeat_by": lambda x: np.repeat(x[1], x[0]),
    "insert_at": lambda x: np.insert(np.arange(9), x[0], 5),
    "insert_where": lambda x: np.insert(x[0], [0, 2], x[1, :2]),
    "delete_at": lambda x: np.delete(np.arange(9), x[0]),
    "delete_where": lambda x: np.delete(x[0], x[1] > 2),
    "index_at": lambda x: x[:, x[2] % 4],
    "bincount": lambda x: np.bincount(x.ravel()),
    "bincount_weights": lambda x: np.bincount(x[0], weights=np.arange(4.0)),
    "isin_table": lambda x: np.isin(x, x[0], kind="table"),
    "isin_sort": lambda x: np.isin(x[0], x[1:], kind="sort"),
    "add.at_positions": lambda x: in_place(x, lambda y: _ADD_AT(y, (slice(None), x[2, :2]), 1)),
    "ldexp": lambda x: np.ldexp(np.ones(4), x),
    "where_condition": lambda x: np.where(x > 2, x, -1.0),
    "where_plain": lambda x: np.where(x > 2, np.ones((3, 4)), np.zeros((3, 4))),
    "select_condition": lambda x: np.select([x > 5, x > 2], [x, -x], 0),
    "piecewise_condition": lambda x: np.piecewise(x, [x > 5, x < 2], [lambda part: -part, 7, lambda part: part // 2]),
    "extract_condition": lambda x: np.extract(x % 2, x),
    "compress_condition": lambda x: np.compress(x[0] > 2, x, axis=1),
    "place_condition": lambda x: in_place(x, lambda y: np.place(y, x > 2, [1, 2])),
    "putmask_condition": lambda x: in_place(x, lambda y: np.putmask(y, x > 2, -x)),
    "copyto_condition": lambda x: in_place(x, lambda y: np.copyto(y, 0, where=x > 2)),
    "sum_where": lambda x: np.sum(x, axis=1, where=x > 2),
    "plain_sum_where": lambda x: np.sum(np.ones((3, 4)), axis=1, where=x > 2),
    "sum_initial_own": lambda x: np.sum(x, axis=0, initial=x[2, 3]),
    "add_where": lambda x: np.add(x, x, out=np.zeros_like(x), where=x > 2),
    "boolean_index": lambda x: x[x > 2],
    "nansum": lambda x: np.nansum(x, axis=0),
    "shift": lambda x: x << 1,
    "nonzero_count": lambda x: np.count_nonzero(x % 2, axis=0),
}
"""Calls on arrays of small integers that are not negative."""

DATES: dict[str, Entry] = {
    "isnat": lambda x: np.isnat(x),
    "subtract": lambda x: x - x[0],
    "less": lambda x: x < x[0],
    "min": lambda x: np.min(x, axis=1),
    "argmax": lambda x: np.argmax(x),
    "sort": lambda x: np.sort(x, axis=None),
    "unique": lambda x: np.unique(x),
    "diff": lambda x: np.diff(x),
    "mean_step": lambda x: np.mean(x - x[0, 0]),
    "searchsorted": lambda x: np.searchsorted(np.sort(x[2]), x),
    "busday_count": lambda x: np.busday_count(x, x[0]),
    "busday_offset": lambda x: np.busday_offset(x, 1, roll="forward"),
    "busday_offset_raising": lambda x: np.busday_offset(x, [0, 1, 2, 3], weekmask="1111111"),
    "is_busday": lambda x: np.is_busday(x),
    "datetime_as_string": lambda x: np.datetime_as_string(x),
    "datetime_as_string_checked": lambda x: np.datetime_as_string(x, unit="M", casting="unsafe"),
    "strings": lambda x: x.astype(str),
    "integers": lambda x: x.astype("i8"),
    "interp": lambda x: np.interp(x.astype("f8"), [0.0, 2e4], [0.0, 1.0]),
    "concatenate": lambda x: np.concatenate([x, x[:1]]),
    "where": lambda x: np.where(x > x[2, 0], x, np.datetime64("NaT", "D")),
    "isin": lambda x: np.isin(x, x[2]),
    "repr": repr,
}
"""Calls on arrays of days."""

TEXTS: dict[str, Entry] = {
    **{
        f"strings.{func.__name__}": alone(func)
        for func in (
            *(strings.capitalize, strings.lower, strings.swapcase, strings.title, strings.upper, strings.expandtabs),
            *(strings.encode, strings.strip, strings.lstrip, strings.rstrip, strings.str_len, strings.isalnum),
            *(strings.isalpha, strings.isdecimal, strings.isdigit, strings.islower, strings.isnumeric),
            *(strings.isspace, strings.istitle, strings.isupper),
        )
    },
    **{
        f"strings.{func.__name__}": before(func, "a")
        for func in (
            *(strings.count, strings.find, strings.rfind, strings.startswith, strings.endswith, strings.strip),
            *(strings.partition, strings.rpartition, strings.lstrip, strings.rstrip, strings.add),
        )
    },
    **{
        f"char.{func.__name__}": reversed_too(func)
        for func in (char.equal, char.not_equal, char.less, char.less_equal, char.greater, char.greater_equal)
    },
    "strings.index": lambda x: strings.index(x[0], "a"),
    "strings.rindex": lambda x: strings.rindex(x[0], "a"),
    "strings.decode": lambda x: strings.decode(strings.encode(x)),
    "strings.center": lambda x: strings.center(x, 6, "-"),
    "strings.ljust": lambda x: strings.ljust(x, 6),
    "strings.rjust": lambda x: strings.rjust(x, 6),
    "strings.zfill": lambda x: strings.zfill(x, 4),
    "strings.mod": lambda x: strings.mod(np.array("<%s>"), x),
    "strings.multiply": lambda x: strings.multiply(x, 2),
    "strings.slice": lambda x: strings.slice(x, 1, 3) if hasattr(strings, "slice") else None,
    "strings.multiply_each": lambda x: strings.multiply(x, strings.str_len(x)),
    "strings.replace": lambda x: strings.replace(x, "a", "bb"),
    "strings.translate": lambda x: _TRANSLATE(x, str.maketrans("ab", "ba")),
    "strings.less": lambda x: strings.less(x, "b"),
    "char.join": lambda x: char.join("-", x),
    "char.split": lambda x: char.split(x, "a"),
    "char.rsplit": lambda x: char.rsplit(x),
    "char.splitlines": lambda x: char.splitlines(x),
    "integers": lambda x: x[2].astype("i8"),
    "numbers": lambda x: x[2].astype("f8"),
    "sort": lambda x: np.sort(x, axis=None),
    "unique": lambda x: np.unique(x),
    "equal": lambda x: x == "a",
    "concatenate": lambda x: np.concatenate([x, x]),
    "isin": lambda x: np.isin(x, ["a", "12"]),
    "nonzero": lambda x: np.nonzero(x),
    "count_nonzero": lambda x: np.count_nonzero(x),
    "repr": repr,
}
"""Calls on arrays of strings."""

RECORDS: dict[str, Entry] = {
    "field": lambda x: x["n"],
    "fields": lambda x: x[["n", "v"]],
    "assign_record": lambda x: in_place(x, lambda y: y.__setitem__(2, (1.0, 7))),
    "equal": lambda x: x == x[::-1],
    "sort": lambda x: np.sort(x, order="n"),
    "unique": lambda x: np.unique(x["n"]),
    "concatenate": lambda x: np.concatenate([x, x]),
    "take": lambda x: np.take(x, [2, 0]),
    "tolist": lambda x: x.tolist(),
    "repr": repr,
    "drop_fields": lambda x: rf.drop_fields(x, "n"),
    "rec_drop_fields": lambda x: rf.rec_drop_fields(x, "n"),
    "rename_fields": lambda x: rf.rename_fields(x, {"n": "m"}),
    "repack_fields": lambda x: rf.repack_fields(x),
    "require_fields": lambda x: rf.require_fields(x, [("v", "f8"), ("n", "i8")]),
    "append_fields": lambda x: rf.append_fields(x, "w", x["v"]),
    "append_fields_plain": lambda x: rf.append_fields(x, "w", np.arange(4.0), usemask=False),
    "append_fields_short": lambda x: rf.append_fields(x, "w", np.arange(2.0)),
    "rec_append_fields": lambda x: rf.rec_append_fields(x, ["w"], [x["n"]]),
    "merge_arrays": lambda x: rf.merge_arrays((x, x["v"])),
    "merge_arrays_flat": lambda x: rf.merge_arrays((x, np.arange(4.0)), flatten=True),
    "structured_to_unstructured": lambda x: rf.structured_to_unstructured(x),
    "unstructured_to_structured": lambda x: rf.unstructured_to_structured(
        np.stack([x["v"], x["v"]], axis=-1), names=["a", "b"]
    ),
    "stack_arrays": lambda x: rf.stack_arrays((x, x)),
    "stack_arrays_other": lambda x: rf.stack_arrays((x, rf.drop_fields(x, "n"))),
    "join_by": lambda x: rf.join_by("n", x, x),
    "join_by_outer": lambda x: rf.join_by("n", x, x, jointype="outer"),
    "rec_join": lambda x: rf.rec_join("n", x, x),
    "find_duplicates": lambda x: rf.find_duplicates(x, key="v", return_index=True),
    "assign_fields_by_name": lambda x: in_place(x, lambda y: rf.assign_fields_by_name(y, x[::-1])),
    "recursive_fill_fields": lambda x: in_place(x, lambda y: rf.recursive_fill_fields(x[::-1], y)),
    "apply_along_fields": lambda x: rf.apply_along_fields(np.mean, x),
}
"""Calls on an array of records with a number ``v`` and an integer ``n``."""

SAMPLES: dict[str, tuple[np.ndarray[Any, Any], dict[str, Entry]]] = {
    "integers": (np.array([[5, 1, 2, 7], [2, 3, 0, 9], [1, 2, 4, 1]]), INTEGERS),
    "dates": (np.arange("2024-05-01", "2024-05-13", dtype="M8[D]").reshape(3, 4), DATES),
    "texts": (np.array([["a", "bab", "abba", "ca"], ["x y", "b", "", "A\n1"], ["12", "3", "40", "7"]]), reached(TEXTS)),
    "records": (np.array([(1.0, 3), (2.5, 1), (0.5, 2), (1.0, 3)], [("v", "f8"), ("n", "i8")]), RECORDS),
}
"""What needs elements of its own: an array that suits, and calls on such arrays."""
