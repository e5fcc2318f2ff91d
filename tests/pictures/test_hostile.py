"""Files made to hurt: each is refused with a reason within two seconds, in less than 400 MB."""

import io
import os
import random
import shutil
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from galleries.pictures import DEFAULT_LIMITS, Limits, PictureRefused, Sandbox

from . import makers

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def sandbox():
    one = Sandbox(size=1)
    yield one
    one.close()


@pytest.fixture
def refusal_of(sandbox, put, tmp_path):
    """Send bytes through the sandbox; answers the code of the refusal, None if it was taken."""

    def send(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str | None:
        source, folder = put(data), tmp_path / "master"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        clock, used = time.monotonic(), {pid: processor_seconds(pid) for pid in sandbox.pids}
        try:
            sandbox.run("make_master", limits=limits, source=str(source), target_folder=str(folder))
        except PictureRefused as refusal:
            code = refusal.code
            assert not list(folder.iterdir())
        else:
            code = None
        # Others may be busy on this machine: a child that is still there tells what it used itself.
        spent = [processor_seconds(pid) - used[pid] for pid in sandbox.pids if pid in used]
        assert max(spent, default=0) < 2 and time.monotonic() - clock < (8 if spent else 2)
        assert all(peak(pid) < 400 * MEGABYTE for pid in sandbox.pids)
        return code

    return send


def processor_seconds(pid: int) -> float:
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def peak(pid: int) -> int:
    """The most memory the process ever had, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x00", "unknown_type"),
        (b"Dear all, this is not a picture.", "unknown_type"),
        (random.Random(1).randbytes(100_000), "unknown_type"),
        (b"\xff\xd8\xff", "truncated"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (b"\xff\xd8\xff\xe0\x00\x01", "truncated"),
        (b"\x89PNG\r\n\x1a\n", "truncated"),
        (b"GIF89a", "truncated"),
        (b"RIFF\x04\x00\x00\x00WEBP", "damaged"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 ", "truncated"),
        (b"\x00\x00\x00\x14ftypavif\x00\x00\x00\x00avif", "truncated"),
        (b"\x00\x00\x00\x00ftyp", "truncated"),
        (b"<?xml version='1.0'?><svg/>", "unknown_type"),
        (b"\x00" * (DEFAULT_LIMITS.max_bytes + 1), "too_many_bytes"),
    ],
)
def test_what_is_no_picture_is_refused(refusal_of, data, code):
    assert refusal_of(data) == code


@pytest.mark.parametrize("picture_format", makers.FORMATS)
@pytest.mark.parametrize("part", [0.02, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(refusal_of, picture_format, part):
    data = makers.encoded(makers.photo(), picture_format)
    assert refusal_of(data[: int(len(data) * part)]) in ("truncated", "damaged")


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("damage", ["cut and closed", "hole of zeros", "noise", "missing piece"])
def test_a_jpeg_damaged_in_the_middle_is_refused(refusal_of, progressive, damage):
    data = makers.encoded(makers.photo(640, 480), quality=90, progressive=progressive)
    middle = len(data) // 2
    broken = {
        "cut and closed": data[:middle] + b"\xff\xd9",
        "hole of zeros": data[:middle] + bytes(4096) + data[middle + 4096 :],
        "noise": data[:middle] + random.Random(2).randbytes(4096) + data[middle + 4096 :],
        "missing piece": data[:middle] + data[middle + 4096 :],
    }
    assert refusal_of(data) is None
    assert refusal_of(broken[damage]) in ("damaged", "truncated")


def test_a_png_with_a_flipped_bit_is_refused(refusal_of):
    data = bytearray(makers.encoded(makers.photo(), "png"))
    data[len(data) // 2] ^= 4
    assert refusal_of(bytes(data)) == "damaged"


def test_a_png_with_a_wrong_checksum_is_refused(refusal_of):
    data = bytearray(makers.encoded(makers.photo(), "png"))
    data[-13] ^= 1  # the last byte of IDAT's checksum, before the 12 bytes of IEND
    assert refusal_of(bytes(data)) == "damaged"


def test_a_png_whose_pixels_end_early_is_refused(refusal_of):
    header = struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0)
    data = makers.chunk(b"IHDR", header) + makers.chunk(b"IDAT", zlib.compress(bytes(5000)))
    assert refusal_of(b"\x89PNG\r\n\x1a\n" + data + makers.chunk(b"IEND", b"")) in ("truncated", "damaged")


@pytest.mark.parametrize(("side", "code"), [(20_000, "too_many_pixels"), (20_008, "too_long_side")])
def test_a_pixel_bomb_is_refused(refusal_of, side, code):
    data = makers.png_bomb(side)
    assert len(data) < MEGABYTE
    assert refusal_of(data) == code


def test_the_largest_allowed_picture_fits_into_memory(refusal_of):
    assert refusal_of(makers.png_bomb(7040)) is None


@pytest.mark.parametrize("picture_format", ["webp", "avif", "gif"])
def test_fifty_megapixels_of_nothing_do_not_take_the_machine(refusal_of, picture_format):
    data = makers.encoded(Image.new("L", (7000, 7000)), picture_format)
    assert refusal_of(data) in (None, "too_much_memory")


def test_a_jpeg_that_claims_more_than_it_has_is_refused(refusal_of):
    data = bytearray(makers.encoded(makers.photo(64, 64)))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 7000, 7000)
    assert refusal_of(bytes(data)) in ("damaged", "truncated")


def test_a_webp_frame_larger_than_its_canvas_is_refused(refusal_of):
    still = makers.encoded(makers.photo(640, 480), "webp")
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes([0, 0, 0, 0, 9, 0, 0, 9, 0, 0])
    body = b"WEBP" + canvas + still[12:]
    assert refusal_of(b"RIFF" + struct.pack("<I", len(body)) + body) == "damaged"


def test_too_many_frames_are_refused(refusal_of):
    assert refusal_of(makers.gif_with_frames(501)) == "too_many_frames"
    assert refusal_of(makers.gif_with_frames(499)) is None


def test_too_many_scans_are_refused(refusal_of):
    assert refusal_of(makers.many_scans(101)) == "too_many_scans"
    assert refusal_of(makers.many_scans(80, Image.new("RGB", (64, 64), "teal"))) is None


def test_fewer_scans_are_allowed_over_more_pixels(refusal_of):
    flat = makers.many_scans(85, image=Image.new("RGB", (7000, 7000), "teal"))
    assert len(flat) < MEGABYTE
    assert refusal_of(flat) == "too_many_scans"


def test_as_many_scans_as_allowed_end_in_time(refusal_of):
    flat = makers.many_scans(14, image=Image.new("RGB", (7000, 7000), "teal"))
    assert refusal_of(flat) is None


@pytest.mark.parametrize("marker", [0xE1, 0xE2, 0xED, 0xFE])
def test_a_jpeg_full_of_metadata_is_refused(refusal_of, marker):
    pieces = [makers.segment(marker, b"ICC_PROFILE\x00\x01\x40" + bytes(65_000)) for _ in range(40)]
    assert refusal_of(makers.after_soi(makers.encoded(makers.photo()), *pieces)) == "too_much_metadata"


@pytest.mark.parametrize("kind", [b"eXIf", b"iTXt", b"tEXt", b"prVt"])
def test_a_png_full_of_metadata_is_refused(refusal_of, kind):
    data = makers.after_ihdr(makers.encoded(makers.photo(), "png"), makers.chunk(kind, bytes(3 * MEGABYTE)))
    assert refusal_of(data) == "too_much_metadata"


def test_a_webp_full_of_metadata_is_refused(refusal_of):
    data = makers.encoded(makers.photo(), "webp", xmp=bytes(3 * MEGABYTE))
    assert refusal_of(data) == "too_much_metadata"


def test_a_profile_that_unpacks_to_gigabytes_is_refused(refusal_of):
    bomb = zlib.compress(zlib.compress(bytes(200 * MEGABYTE), 9), 9)
    packed = zlib.compress(bytes(200 * MEGABYTE), 9)
    assert len(bomb) < len(packed) < MEGABYTE
    png = makers.encoded(makers.photo(), "png")
    assert (
        refusal_of(makers.after_ihdr(png, makers.chunk(b"iCCP", b"a\x00\x00" + packed)))
        == "too_much_metadata"
    )


def test_text_that_would_unpack_to_gigabytes_is_never_unpacked(refusal_of):
    packed = zlib.compress(bytes(200 * MEGABYTE), 9)
    png = makers.encoded(makers.photo(), "png")
    assert refusal_of(makers.after_ihdr(png, makers.chunk(b"zTXt", b"a\x00\x00" + packed))) is None


@pytest.mark.parametrize("picture_format", makers.FORMATS)
def test_random_damage_is_answered_not_suffered(sandbox, put, tmp_path, picture_format):
    whole = makers.encoded(
        makers.photo(96, 64),
        picture_format,
        **({"exif": makers.exif_with_secrets()} if picture_format != "gif" else {}),
    )
    dice = random.Random(picture_format)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 12)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        try:
            sandbox.run("make_master", source=str(put(bytes(data))), target_folder=str(tmp_path))
        except PictureRefused as refusal:
            assert refusal.code in ("truncated", "damaged", "unknown_type") or refusal.code.startswith("too_")


def test_arithmetic_and_lossless_jpegs_are_refused(refusal_of):
    data = makers.encoded(makers.photo())
    for marker in (0xC3, 0xC9, 0xCA):
        assert refusal_of(data.replace(b"\xff\xc0", bytes([0xFF, marker]), 1)) == "unknown_type"


def test_html_in_a_comment_is_not_kept(refusal_of, tmp_path):
    data = makers.after_soi(
        makers.encoded(makers.photo()), makers.segment(0xFE, b"<script>alert(1)</script>")
    )
    assert refusal_of(data) is None
    assert b"script" not in (tmp_path / "master" / "master.jpg").read_bytes()


def test_an_exif_of_zeros_and_noise_is_taken_as_none(refusal_of):
    jpeg = makers.encoded(makers.photo())
    for raw in (bytes(60_000), random.Random(3).randbytes(60_000), b"II*\x00" + b"\xff" * 60_000):
        assert refusal_of(makers.after_soi(jpeg, makers.segment(0xE1, b"Exif\x00\x00" + raw))) is None


def test_a_picture_of_noise_at_the_byte_limit_is_taken(refusal_of):
    noise = np.random.default_rng(1).integers(0, 256, (1500, 1500, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG", quality=95)
    assert refusal_of(buffer.getvalue()) is None
