"""Albums, photos and tags."""

from galleries.models.albums import AlbumIndexPage, AlbumPage, AlbumPhoto, with_covers
from galleries.models.leftovers import Leftover
from galleries.models.photos import FORMATS, Licence, Photo, PhotoRendition, rendition_name
from galleries.models.tags import AlbumTag, PhotoTag, Tag, TagWord, tag_for, tag_for_word
from galleries.models.uploads import Upload

__all__ = [
    "FORMATS",
    "AlbumIndexPage",
    "AlbumPage",
    "AlbumPhoto",
    "AlbumTag",
    "Leftover",
    "Licence",
    "Photo",
    "PhotoRendition",
    "PhotoTag",
    "Tag",
    "TagWord",
    "Upload",
    "rendition_name",
    "tag_for",
    "tag_for_word",
    "with_covers",
]
