"""Locks that survive a fork: the child has no thread that could give them back."""

from __future__ import annotations

import os
from threading import RLock
from typing import Any


def lock() -> Any:
    """Make a lock that is taken around every fork, so that nobody is in the middle of anything when it happens."""
    made = RLock()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=made.acquire, after_in_parent=made.release, after_in_child=made.release)
    return made
