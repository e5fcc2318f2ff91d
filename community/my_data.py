"""What a person said, liked and follows, as she takes it along, and how it is erased with her."""

from typing import Any

from users.my_data import Archive


def export(person: Any, archive: Archive) -> None:
    pass


def erase(person: Any) -> None:
    pass
