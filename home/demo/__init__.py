"""The demo site's photographs: drawn by the computer, described like a magazine's. Knows no Django."""

from home.demo.catalogue import ALBUMS, PEOPLE
from home.demo.render import draw_all, draw_photo

__all__ = ["ALBUMS", "PEOPLE", "draw_all", "draw_photo"]
