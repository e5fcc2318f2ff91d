"""Albums, photos and tags."""

from galleries.models.albums import AlbumIndexPage, AlbumPage, AlbumPhoto, with_covers
from galleries.models.photos import FORMATS, Licence, Photo, PhotoRendition, rendition_name
from galleries.models.tags import AlbumTag, PhotoTag, Tag, TagWord, tag_for, tag_for_word

__all__ = [
    "FORMATS",
    "AlbumIndexPage",
    "AlbumPage",
    "AlbumPhoto",
    "AlbumTag",
    "Licence",
    "Photo",
    "PhotoRendition",
    "PhotoTag",
    "Tag",
    "TagWord",
    "rendition_name",
    "tag_for",
    "tag_for_word",
    "with_covers",
]
