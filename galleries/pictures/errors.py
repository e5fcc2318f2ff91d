"""The one way in which a picture is turned down."""

from typing import Any

# One English sentence a code. Callers translate by code and params; these are for logs and as a fallback.
SENTENCES = {
    "empty": "The file is empty.",
    "too_many_bytes": "The file has {bytes} bytes; at most {limit} are allowed.",
    "unknown_type": "This is not a picture in one of the formats JPEG, PNG, GIF, WebP, AVIF or HEIC.",
    "truncated": "The picture ends too early. It may not have been copied completely.",
    "damaged": "The picture is damaged and cannot be read.",
    "too_many_pixels": "The picture has {pixels} pixels; at most {limit} are allowed.",
    "too_long_side": "A side of the picture has {side} pixels; at most {limit} are allowed.",
    "too_many_frames": "The picture has {frames} frames; at most {limit} are allowed.",
    "too_many_scans": "The picture is stored in {scans} passes; at most {limit} are allowed.",
    "too_much_metadata": "The picture carries {bytes} bytes of metadata; at most {limit} are allowed.",
    "too_slow": "Reading the picture took longer than {seconds} seconds.",
    "too_much_memory": "Reading the picture would take more memory than is allowed.",
}


class PictureRefused(Exception):
    """This picture is not taken, and why: `code` is stable, `message` is for people, `params` fill it in."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        self.message = SENTENCES[code].format(**params)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.code, self.params)


def _rebuild(code: str, params: dict[str, Any]) -> PictureRefused:
    return PictureRefused(code, **params)
