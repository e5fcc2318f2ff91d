"""imageView2 and imageMogr2, as far as the site asks for them, done with Pillow."""

import io

from PIL import Image, ImageOps

from tests.fakes.kodo.signatures import Refused

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF"}


def run(commands, data):
    """(bytes, type) of the picture after one command, as ``imageView2/2/w/640/format/webp``."""
    name, *words = commands.partition("|")[0].split("/")
    if name not in ("imageView2", "imageMogr2"):
        raise Refused(400, "unsupported fop")
    try:
        picture = Image.open(io.BytesIO(data))
        kind = (picture.format or "jpeg").lower()
        picture.load()
    except Exception:
        raise Refused(400, "not an image") from None
    mode = words.pop(0) if name == "imageView2" else ""
    said = _pairs(words)
    if "auto-orient" in said or name == "imageView2":
        picture = ImageOps.exif_transpose(picture)
    width, height = _box(name, said)
    if name == "imageView2" and mode == "1":
        picture = ImageOps.fit(picture, (width or height, height or width))
    elif width or height:
        # Never enlarged, the ratio kept.
        picture.thumbnail((width or picture.width, height or picture.height))
    kind = said.get("format", kind)
    if kind not in FORMATS:
        raise Refused(400, "bad format")
    if FORMATS[kind] == "JPEG":
        picture = picture.convert("RGB")
    out = io.BytesIO()
    options = (
        {} if FORMATS[kind] in ("PNG", "GIF") else {"quality": int(said.get("q", said.get("quality", 75)))}
    )
    picture.save(out, FORMATS[kind], **options)
    return out.getvalue(), f"image/{FORMATS[kind].lower()}"


def _pairs(words):
    said, words = {}, list(words)
    while words:
        word = words.pop(0)
        if word in ("auto-orient", "strip", "ignore-error"):
            # Alone, or followed by 0 or 1.
            said[word] = words.pop(0) if words and words[0] in ("0", "1") else "1"
        elif words:
            said[word] = words.pop(0)
        else:
            raise Refused(400, f"bad command: {word}")
    return said


def _box(name, said):
    if name == "imageView2":
        return int(said.get("w", 0)), int(said.get("h", 0))
    width, _, height = said.get("thumbnail", "").rstrip(">!").partition("x")
    return int(width or 0), int(height or 0)
