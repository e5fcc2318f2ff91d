"""Albums, photos and tags."""

from galleries.models.addresses import PhotoAddress, UploadsAlbum
from galleries.models.albums import AlbumIndexPage, AlbumPage, with_covers
from galleries.models.changes import AlbumChange
from galleries.models.leftovers import Leftover
from galleries.models.likeness import Compared, NearPair
from galleries.models.photos import FORMATS, Licence, Photo, PhotoRendition, rendition_name
from galleries.models.places import AlbumPhoto
from galleries.models.publishing import PublishingRules
from galleries.models.rules import AlbumRule, RuleTag
from galleries.models.sharing import AlbumGrant, Contribution, LinkVisit, Pick, ShareLink, Withheld
from galleries.models.tags import AlbumTag, PhotoTag, Tag, TagAddress, TagWord, tag_for, tag_for_word
from galleries.models.trash import TRASH_URL_PATH, TrashedAlbum, TrashPage
from galleries.models.uploads import Upload

__all__ = [
    "FORMATS",
    "TRASH_URL_PATH",
    "AlbumChange",
    "AlbumGrant",
    "AlbumIndexPage",
    "AlbumPage",
    "AlbumPhoto",
    "AlbumRule",
    "AlbumTag",
    "Compared",
    "Contribution",
    "Leftover",
    "Licence",
    "LinkVisit",
    "NearPair",
    "Photo",
    "PhotoAddress",
    "PhotoRendition",
    "PhotoTag",
    "Pick",
    "PublishingRules",
    "RuleTag",
    "ShareLink",
    "Tag",
    "TagAddress",
    "TagWord",
    "TrashPage",
    "TrashedAlbum",
    "Upload",
    "UploadsAlbum",
    "Withheld",
    "rendition_name",
    "tag_for",
    "tag_for_word",
    "with_covers",
]
