"""Colours: everything that is shown is sRGB."""

import io

from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")
WHITE = (255, 255, 255)


def profile_of(image: Image.Image) -> bytes | None:
    """The ICC profile of an opened image, if it looks like one (ICC.1:2022, 7.2: `acsp` at byte 36)."""
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and profile[36:40] == b"acsp" else None


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image in sRGB, mode RGB or RGBA. A profile that does not fit the image is ignored."""
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    colours = image
    if alpha is not None:
        colours = image.convert("RGB" if image.mode == "RGBA" else "L")
    if profile is not None:
        colours = _by_profile(colours, profile)
    if colours.mode != "RGB":
        colours = colours.convert("RGB")
    if alpha is not None:
        colours.putalpha(alpha)
    return colours


def _by_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return image
        converted = ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted if converted is not None else image


def on_white(image: Image.Image) -> Image.Image:
    """An RGB image, with what is transparent shown on white."""
    if image.mode != "RGBA":
        return image.convert("RGB") if image.mode != "RGB" else image
    ground = Image.new("RGB", image.size, WHITE)
    ground.paste(image, mask=image.getchannel("A"))
    return ground
