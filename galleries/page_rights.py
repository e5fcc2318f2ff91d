"""What a person may do with an album's page: Wagtail's rights, and what this site adds to them."""

from typing import Any

from wagtail.models import PagePermissionTester


class AlbumRights(PagePermissionTester):
    """As Wagtail's, but nothing is done to an album in the trash except by the trash itself."""

    page: Any

    def can_edit(self) -> bool:
        return not self.page.is_trashed and super().can_edit()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self.page.is_trashed and super().can_delete(ignore_bulk=ignore_bulk)

    def can_unpublish(self) -> bool:
        return not self.page.is_trashed and super().can_unpublish()

    def can_publish(self) -> bool:
        return not self.page.is_trashed and super().can_publish()

    def can_move(self) -> bool:
        return not self.page.is_trashed and super().can_move()
