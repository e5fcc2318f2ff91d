"""The demo photographs: a catalogue that holds together, pictures that come out the same each time."""

from dataclasses import fields, replace

import pytest
from PIL import ExifTags, Image, ImageOps

from home.demo.catalogue import ALBUMS, PEOPLE, all_photos
from home.demo.draw import scene_function
from home.demo.model import Drawing
from home.demo.render import draw_all, draw_photo

PHOTOS = list(all_photos())
CHEAP = Drawing("sea.shimmer", 3)


def small(photo, **changes):
    return replace(photo, scene=CHEAP, size=(300, 200), **changes)


def test_there_is_enough_to_look_at():
    assert len(ALBUMS) >= 13
    assert len(PHOTOS) >= 96
    public = sorted(len(album.photos) for album in ALBUMS if album.visibility == "public")
    assert len(public) >= 9
    assert public[-1] >= 24


def test_names_and_slugs_are_unique():
    assert len({photo.name for photo in PHOTOS}) == len(PHOTOS)
    assert len({album.slug for album in ALBUMS}) == len(ALBUMS)


def test_no_two_photographs_are_drawn_alike():
    drawings = {(photo.scene.key, photo.scene.seed, str(sorted(photo.scene.settings))) for photo in PHOTOS}
    assert len(drawings) == len(PHOTOS)


@pytest.mark.parametrize("album", ALBUMS, ids=lambda album: album.slug)
def test_an_album_is_complete(album):
    assert album.cover in {photo.name for photo in album.photos}
    assert album.owner in {person.username for person in PEOPLE}
    assert album.visibility in {"public", "unlisted", "members", "private"}
    assert album.download in {"none", "web", "original"}
    assert album.date_from <= album.date_to
    assert all([album.title, album.title_en, album.intro, album.intro_en])
    assert all(album.date_from <= photo.taken_at.date() <= album.date_to for photo in album.photos)


@pytest.mark.parametrize("photo", PHOTOS, ids=lambda photo: photo.name)
def test_a_photograph_is_described_in_both_languages(photo):
    assert max(photo.size) >= 2400
    empty = [field.name for field in fields(photo) if getattr(photo, field.name) in ("", (), 0)]
    assert not empty
    assert photo.title != photo.caption != photo.alt
    assert all(english and chinese for english, chinese in photo.tags)
    assert callable(scene_function(photo.scene.key))


def test_a_scene_drawn_twice_gives_the_same_bytes(tmp_path):
    photo = small(PHOTOS[0])
    draw_photo(photo, tmp_path / "one.jpg")
    draw_photo(photo, tmp_path / "two.jpg")
    assert (tmp_path / "one.jpg").read_bytes() == (tmp_path / "two.jpg").read_bytes()


def test_the_exif_can_be_read_back(tmp_path):
    photo = next(photo for photo in PHOTOS if photo.gps)
    path = tmp_path / "photo.jpg"
    draw_photo(small(photo), path)
    with Image.open(path) as image:
        exif = image.getexif()
        details, position = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert (exif[ExifTags.Base.Make], exif[ExifTags.Base.Model]) == (photo.camera_make, photo.camera_model)
    assert details[ExifTags.Base.LensModel] == photo.lens
    assert details[ExifTags.Base.ISOSpeedRatings] == photo.iso
    assert float(details[ExifTags.Base.FNumber]) == pytest.approx(photo.aperture)
    assert details[ExifTags.Base.DateTimeOriginal] == photo.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    degrees, minutes, seconds = position[ExifTags.GPS.GPSLatitude]
    assert float(degrees + minutes / 60 + seconds / 3600) == pytest.approx(photo.gps[0], abs=1e-4)


@pytest.mark.parametrize("orientation", [6, 8])
def test_a_picture_stored_on_its_side_comes_out_upright(tmp_path, orientation):
    upright, turned = tmp_path / "upright.jpg", tmp_path / "turned.jpg"
    draw_photo(small(PHOTOS[0], orientation=1), upright)
    draw_photo(small(PHOTOS[0], orientation=orientation), turned)
    with Image.open(turned) as stored, Image.open(upright) as plain:
        assert stored.size == (200, 300)
        shown, wanted = ImageOps.exif_transpose(stored).resize((30, 20)), plain.resize((30, 20))
    differences = [abs(a - b) for a, b in zip(shown.tobytes(), wanted.tobytes(), strict=True)]
    assert max(differences) < 24


def test_drawing_all_keeps_what_is_there(tmp_path, monkeypatch):
    few = [small(photo) for photo in PHOTOS[:3]]
    monkeypatch.setattr("home.demo.render.all_photos", lambda: iter(few))
    monkeypatch.setattr("home.demo.render.artist_of", lambda photo: "Lin Wan")
    (tmp_path / f"{few[0].name}.jpg").write_bytes(b"mine")
    seen = []
    paths = draw_all(tmp_path, processes=1, progress=lambda done, total: seen.append((done, total)))
    assert paths[few[0].name].read_bytes() == b"mine"
    assert all(path.stat().st_size for path in paths.values())
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert not list(tmp_path.glob(".*"))
