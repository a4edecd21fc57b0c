"""How methods take names: in a mapping or as keywords."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._errors import DimsError


def merged(positional: Any, keywords: Mapping[str, Any]) -> Any:
    """What was given in a mapping or as keywords, not both."""
    if positional is None:
        return keywords
    if keywords:
        raise DimsError(f"give names in a mapping or as keywords, not both: {dict(positional)} and {dict(keywords)}")
    return positional
