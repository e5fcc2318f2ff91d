"""Albums, photos and tags."""

from galleries.models.albums import AlbumIndexPage, AlbumPage, with_covers
from galleries.models.leftovers import Leftover
from galleries.models.photos import FORMATS, Licence, Photo, PhotoRendition, rendition_name
from galleries.models.places import AlbumPhoto
from galleries.models.sharing import AlbumGrant, Contribution, LinkVisit, Pick, ShareLink, Withheld
from galleries.models.tags import AlbumTag, PhotoTag, Tag, TagWord, tag_for, tag_for_word
from galleries.models.uploads import Upload

__all__ = [
    "FORMATS",
    "AlbumGrant",
    "AlbumIndexPage",
    "AlbumPage",
    "AlbumPhoto",
    "AlbumTag",
    "Contribution",
    "Leftover",
    "Licence",
    "LinkVisit",
    "Photo",
    "PhotoRendition",
    "PhotoTag",
    "Pick",
    "ShareLink",
    "Tag",
    "TagWord",
    "Upload",
    "Withheld",
    "rendition_name",
    "tag_for",
    "tag_for_word",
    "with_covers",
]
