"""Named light: the colours of an hour, shared by mountains, seas, lakes, deserts and snow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Light:
    """What an hour looks like. The sky runs from the zenith (0) to the horizon (1)."""

    sky: tuple[tuple[float, str], ...]
    sun: str  # the glow around the sun
    cloud: str  # the lit side of a cloud
    shade: str  # its dark side
    mist: str
    far: str  # the farthest ridge
    near: str  # the nearest
    deep: str  # water looked down into


def _light(sky: str, sun: str, clouds: str, mist: str, ridges: str, deep: str) -> Light:
    stops = tuple((int(p) / 100, c) for p, c in (s.split(":") for s in sky.split()))
    cloud, shade = clouds.split()
    far, near = ridges.split()
    return Light(stops, sun, cloud, shade, mist, far, near, deep)


LIGHTS: dict[str, Light] = {
    "dawn_gold": _light(
        "0:8797a5 45:c4c1ba 82:f0d4ae 100:f8e0bb",
        "ffd9a0",
        "fbe6c8 9a97a0",
        "f2dcbd",
        "d6c2a8 18222a",
        "2f3f48",
    ),
    "dawn_rose": _light(
        "0:5d77a6 40:9fa8c8 75:e9bfc0 100:f9d9c4",
        "ffd0b8",
        "fbd5cb 8b87aa",
        "ecd0cb",
        "b9aabd 222741",
        "2a3658",
    ),
    "blue_hour": _light(
        "0:14233f 45:2f4d77 80:7592ae 100:c9bfb3",
        "ffcfa0",
        "8ea3bd 2c3f5d",
        "8fa3b8",
        "7088a3 0c1524",
        "0c1a30",
    ),
    "noon": _light(
        "0:2b66a8 50:5f97c8 85:a9cbe0 100:d5e3e8",
        "fff6e0",
        "ffffff a6b4c2",
        "cfdde4",
        "8fa9bd 1f3430",
        "0d4560",
    ),
    "overcast": _light(
        "0:8e989f 50:b4bcc0 85:d3d7d8 100:dfe1e0",
        "f4f3ee",
        "e8eaea 8c959b",
        "d8dcdc",
        "aeb8bc 20292c",
        "465258",
    ),
    "dusk_violet": _light(
        "0:1d2547 35:474a7c 65:94698e 85:dd9086 100:f7b98a",
        "ffb47c",
        "f2a48f 4b4570",
        "a98ba2",
        "8b739b 12132a",
        "151a38",
    ),
    "dusk_orange": _light(
        "0:33507c 38:7d8ba4 68:dba880 88:f6a85e 100:ffc678",
        "ffc06a",
        "ffd09a 6f6674",
        "e6b184",
        "b58d76 1c1a20",
        "1c2c40",
    ),
    "ember": _light(
        "0:1e1a2c 40:54293a 70:a8413a 90:e77436 100:ffae55",
        "ff9a48",
        "f08a52 3d2233",
        "b5604a",
        "7c3b40 0e090f",
        "1a0f1c",
    ),
    "moonlit": _light(
        "0:070d1f 50:13213f 85:2a4063 100:3f587a",
        "cfe0ff",
        "6f86aa 15223c",
        "4a6284",
        "33496a 050a14",
        "050d1c",
    ),
    "storm": _light(
        "0:2b333b 40:47525b 75:78848a 92:b1b5ac 100:d5d0b9",
        "f6edcf",
        "9da5a8 2e373e",
        "8d979a",
        "6f7c82 11181b",
        "1d2c30",
    ),
    "ink": _light(
        "0:cfcdc8 50:dedcd7 100:efece6", "fffdf8", "f6f4ef b9b6b0", "f1eee8", "bcbab5 121313", "8b8a87"
    ),
    "jade": _light(
        "0:6f8f96 50:9fb6b2 85:cfd9cb 100:e3e4d3",
        "fff4d2",
        "f0f2e6 8ba09d",
        "d4decf",
        "9bb3a8 0f201b",
        "1f4a46",
    ),
    "winter": _light(
        "0:93aeca 50:bccbdb 85:e6e3e4 100:f3e9e1",
        "fff1dd",
        "fbf6f1 a3b1c3",
        "e9ebee",
        "b7c5d4 3b4a5c",
        "61788f",
    ),
    "rust": _light(
        "0:6c7f93 45:a9a7a0 80:dcb78e 100:efcb9c",
        "ffdf9e",
        "f3dcb8 837b76",
        "ddbb92",
        "b98f6d 2a1d16",
        "3a4248",
    ),
    "sepia": _light(
        "0:a89c88 50:c6bba5 100:e5dcc7", "fff3da", "efe6d4 a3967f", "e4d9c3", "b9ab92 2b241c", "8d806b"
    ),
    "silver": _light(
        "0:3a3d40 45:777a7c 80:b9bbbb 100:dcdcda",
        "ffffff",
        "e8e8e6 4b4e51",
        "c6c8c8",
        "909394 0f1011",
        "2a2d2f",
    ),
}
