"""What a person may do with an album's page: Wagtail's rights, and what this site adds to them."""

from typing import Any

from wagtail.models import PagePermissionTester

from galleries import publishing


class _Rights(PagePermissionTester):
    """As Wagtail's, for somebody who may add here and may publish what she made herself (``publishing``)."""

    page: Any

    @property
    def _publishes_what_she_made(self) -> bool:
        given: set[str] = getattr(self, "permissions", set())  # a superuser has none, and needs none
        return "add" in given and "publish" not in given and publishing.publishes_own(self.user)


class AlbumListRights(_Rights):
    """To publish while adding an album, and a copy while copying."""

    def can_publish_subpage(self) -> bool:
        return super().can_publish_subpage() or self._publishes_what_she_made


class AlbumRights(_Rights):
    """As Wagtail's, but for one's own album, and nothing is done in the trash except by the trash itself."""

    permissions: set[str]

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        # All that follows from it is Wagtail's: publish, schedule, unpublish, delete what is live.
        if user.pk is not None and page.owner_id == user.pk and self._publishes_what_she_made:
            self.permissions = {*self.permissions, "publish"}

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


class NoRights(PagePermissionTester):
    """Of the trash and what lies in it: the admin's own views do nothing there, not even for a superuser."""

    def can_edit(self) -> bool:
        return False

    can_add_subpage = can_publish = can_unpublish = can_publish_subpage = can_submit_for_moderation = can_edit
    can_set_view_restrictions = can_unschedule = can_lock = can_unlock = can_reorder_children = can_edit
    can_move = can_copy = can_view_revisions = can_edit

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False
