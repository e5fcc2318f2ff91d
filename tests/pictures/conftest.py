from collections.abc import Callable
from pathlib import Path

import pytest

from galleries.pictures import Limits, Master, Prepared
from galleries.pictures.master import make_master
from galleries.pictures.renditions import prepare

MakeMaster = Callable[..., Master]


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write bytes to a file."""

    def write(data: bytes, name: str = "upload") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def master_of(put: Callable[..., Path], tmp_path: Path) -> MakeMaster:
    """Make a master of bytes, in this process."""

    def make(data: bytes, limits: Limits | None = None) -> Master:
        folder = tmp_path / "master"
        folder.mkdir(exist_ok=True)
        return make_master(put(data), folder, limits or Limits())

    return make


@pytest.fixture
def prepared(master_of: MakeMaster, tmp_path: Path) -> Callable[..., Prepared]:
    """Make the renditions of bytes, in this process."""

    def make(data: bytes, **options: object) -> Prepared:
        folder = tmp_path / "renditions"
        folder.mkdir(exist_ok=True)
        return prepare(master_of(data).path, folder, **options)  # type: ignore[arg-type]

    return make
