"""Everything that touches the bytes of a picture.

No Django here: the rest of the site calls `sandbox`, which runs the work in a limited process.

    header      what a file is and asks for, without decoding: `examine`
    master      the clean, upright picture that is kept: `make_master`
    renditions  the sizes that pages show, and `measures`: `prepare`
    square      the middle of it, for a person's avatar: `squares`
    sandbox     the same calls behind bars; use these

Every reason to turn a picture down is a `PictureRefused` with a stable code (errors.py).
"""

from . import sandbox
from .errors import PictureRefused
from .exif import Exif
from .header import Header
from .limits import DEFAULT_LIMITS, Limits
from .master import Master
from .measures import Measures
from .renditions import FORMATS, WIDTHS, Prepared, Rendition
from .sandbox import Sandbox, SandboxFailed

__all__ = [
    "DEFAULT_LIMITS",
    "FORMATS",
    "WIDTHS",
    "Exif",
    "Header",
    "Limits",
    "Master",
    "Measures",
    "PictureRefused",
    "Prepared",
    "Rendition",
    "Sandbox",
    "SandboxFailed",
    "sandbox",
]
