"""Draws the demo photographs: every picture is computed, none is copied."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from home.demo.draw.canvas import Picture


def scene_function(key: str) -> Callable[..., Picture]:
    """The function that draws scenes of this key; "sea.ocean" is `ocean` in sea.py."""
    module, _, name = key.partition(".")
    function: Callable[..., Picture] = getattr(import_module(f"{__name__}.{module}"), name)
    return function
