"""Wagtail's bulk actions on images, made to know albums and our tags."""

from typing import Any

from django.db.models import Model
from django.shortcuts import get_list_or_404
from wagtail.admin.views.pages import bulk_actions as page_actions
from wagtail.images.views.bulk_actions import AddTagsBulkAction, AddToCollectionBulkAction
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry
from wagtail.search import index as search_index

from galleries.admin import trashing
from galleries.models import TRASH_URL_PATH, AlbumPage, AlbumPhoto, Photo
from galleries.tagging import split_tags


class OnlyWhatIsSeen:
    """Wagtail names in its confirmation also what the person may not change, whoever it belongs to.

    Here only what she finds in her listings is named. An id that is no number finds nothing.
    """

    model: type[Model]
    request: Any

    @classmethod
    def get_queryset(cls, model: type[Model], object_ids: Any) -> list[Any]:
        pks = [pk for pk in object_ids if str(pk).isdecimal() and len(str(pk)) < 16]
        rows = model._default_manager.filter(pk__in=pks)
        if issubclass(model, Page):
            return get_list_or_404(rows.exclude(url_path__startswith=TRASH_URL_PATH))
        return get_list_or_404(rows.filter(trashed_at=None))

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        objects, others = super().get_actionable_objects()  # type: ignore[misc]
        seen = self.seen([item.pk for item in others["items_with_no_access"]])
        return objects, {
            "items_with_no_access": [item for item in others["items_with_no_access"] if item.pk in seen]
        }

    def seen(self, pks: list[int]) -> set[int]:
        policy = policy_registry.get_by_type(self.model)
        if issubclass(self.model, Page):
            rows = policy.explorable_instances(self.request.user)
        else:
            rows = policy.instances_user_has_any_permission_for(self.request.user, ["change", "choose"])
        return set(rows.filter(pk__in=pks).values_list("pk", flat=True))


class DeletePhotos(OnlyWhatIsSeen, trashing.TrashPhotos):
    """Into the trash, as above."""


class MoveToCollection(OnlyWhatIsSeen, AddToCollectionBulkAction):
    """Photos moved into an album's collection are shown by the album; taken out of one, they stay where they are."""

    @classmethod
    def execute_action(
        cls, images: list[Photo], collection: Collection | None = None, **kwargs: Any
    ) -> tuple[int, int] | None:
        done = super().execute_action(images, collection=collection, **kwargs)
        album = AlbumPage.objects.filter(collection=collection).first() if collection else None
        if album is not None:
            AlbumPhoto.objects.append(album, list(images))
        return done


class AddTags(OnlyWhatIsSeen, AddTagsBulkAction):
    """Tags separated as people type them, put down to the editor who adds them."""

    def get_execution_context(self) -> dict[str, Any]:
        return {"tags": split_tags(self.cleaned_form.cleaned_data["tags"]), "user": self.request.user}

    @classmethod
    def execute_action(
        cls, images: list[Photo], tags: list[str] | None = None, user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        for image in images if tags else []:
            image.tagged_by = user
            image.tags.add(*(tags or []))
            search_index.insert_or_update_object(image)
        return len(images), 0


PAGE_ACTIONS = [
    type(base.__name__, (OnlyWhatIsSeen, base), {})
    for base in (
        trashing.TrashPages,
        page_actions.MoveBulkAction,
        page_actions.PublishBulkAction,
        page_actions.UnpublishBulkAction,
    )
]
ACTIONS = [AddTags, MoveToCollection, DeletePhotos, *PAGE_ACTIONS]
