"""Who may do what with photos and albums in Wagtail's admin.

Rights on the albums' collection hold for every album's collection below it, and a right on the album
list shows every page below it. An author has both, so that she can fill her own albums; these policies
keep her out of albums that are not hers to edit or to see. Registered in place of Wagtail's own, so its
views, choosers, searches and bulk actions obey.
"""

from typing import Any

from django.db.models import Exists, Q, QuerySet
from wagtail.models import Collection, Page
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import page_permission_policy, policy_registry, register_permission_policy

from galleries import policy
from galleries.models import TRASH_URL_PATH, AlbumIndexPage, AlbumPage, Photo, PhotoTag


class PhotoPermissionPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's policy for images, without the collections of albums that the person may not edit."""

    def _check_perm(self, user: Any, actions: Any, collection: Collection | None = None) -> bool:
        if not super()._check_perm(user, actions, collection):
            return False
        return collection is None or user.is_superuser or _is_open_to(user, collection)

    def _collections_with_perm(self, user: Any, actions: Any) -> QuerySet[Collection]:
        collections = super()._collections_with_perm(user, actions)
        if _edits_every_album(user):
            return collections
        closed = AlbumPage.objects.exclude(pk__in=_edited_pages(user).order_by().values("pk"))
        # A condition without joins: Wagtail combines such querysets with "|".
        return collections.exclude(
            pk__in=closed.filter(collection__isnull=False).order_by().values("collection")
        )

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Photo) -> bool:
        """Nothing is done to a photo in the trash, except by the trash."""
        if instance.trashed_at is not None:
            return False
        return super().user_has_any_permission_for_instance(user, actions, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Photo]:
        return self.with_trash(user, actions).filter(trashed_at=None)

    def with_trash(self, user: Any, actions: Any) -> QuerySet[Photo]:
        """As above, with what lies in the trash."""
        # Without a condition where none is needed: with ten thousand collections it cost an editor's
        # listing of 100,000 photos 0.6 s.
        if _has_every_collection(self, user, actions) and _edits_every_album(user):
            return self.model._default_manager.all()
        return super().instances_user_has_any_permission_for(user, actions)


class AlbumAwarePagePolicy(PagePermissionPolicy):
    """Wagtail's policy for pages; albums that the person may neither see nor edit are not listed in the admin."""

    def explorable_instances(self, user: Any) -> QuerySet[Page]:
        # By key: Wagtail searches among these, and its index knows no addresses.
        trashed = Page.objects.filter(url_path__startswith=TRASH_URL_PATH).order_by().values("pk")
        return without_hidden_albums(super().explorable_instances(user).exclude(pk__in=trashed), user)


def without_hidden_albums(pages: QuerySet[Page], user: Any) -> QuerySet[Page]:
    if _edits_every_album(user):
        return pages
    seen = AlbumPage.objects.visible_to(policy.Viewer(user)).order_by().values("pk")
    hidden = AlbumPage.objects.exclude(pk__in=seen).exclude(
        pk__in=_edited_pages(user).order_by().values("pk")
    )
    return pages.exclude(pk__in=hidden.order_by().values("pk"))


def register() -> None:
    register_permission_policy(Page, AlbumAwarePagePolicy())
    photos = PhotoPermissionPolicy(
        Photo, auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user"
    )
    register_permission_policy(Photo, photos, exact_class=True)


def may_explore(user: Any, page: Page) -> bool:
    """Whether the admin lists this page for the person."""
    return policy_registry.get_by_type(Page).explorable_instances(user).filter(pk=page.pk).exists()


def changeable(user: Any) -> QuerySet[Photo]:
    """The photos that the person may change in the admin."""
    return policy_registry.get_by_type(Photo).instances_user_has_permission_for(user, "change")


def changeable_with_trash(user: Any) -> QuerySet[Photo]:
    """The same, with those in the trash."""
    return policy_registry.get_by_type(Photo).with_trash(user, ["change"])


def trashed_albums(user: Any) -> QuerySet[AlbumPage]:
    """The albums in the trash that the person may bring back: those that she could have deleted where they stood."""
    if user.is_active and user.is_superuser:
        return _trashed(user)
    return _trashed(user).filter(
        Q(trashed__was_live=False) | Q(trashed__by=user) | _stood_below(user, "publish_page")
    )


def choosable(user: Any) -> QuerySet[Photo]:
    """The photos that the person may show in an album of hers: those of her choosers, and her own."""
    chosen = policy_registry.get_by_type(Photo).with_trash(user, ["choose"])
    if not chosen.query.where:  # all of them
        return chosen.filter(trashed_at=None)
    return Photo.objects.filter(
        Q(pk__in=chosen.order_by().values("pk")) | Q(uploaded_by_user=user), trashed_at=None
    )


def editable_albums(user: Any) -> QuerySet[AlbumPage]:
    """The albums whose photos the person may arrange: those that she may change, and that nobody else has locked."""
    edited = page_permission_policy.instances_user_has_permission_for(user, "change")
    albums = AlbumPage.objects.filter(pk__in=edited.order_by().values("pk"), trashed=None)
    return albums.filter(Q(locked=False) | Q(locked_by=user))


def edits_every_album(user: Any) -> bool:
    """Whether the person may change every page of every album list: who gives albums to others."""
    return _edits_every_album(user)


def may_change(user: Any, photo: Photo) -> bool:
    return policy_registry.get_by_type(Photo).user_has_permission_for_instance(user, "change", photo)


def may_change_any(user: Any) -> bool:
    """Whether there may be photos that the person may change."""
    return policy_registry.get_by_type(Photo).user_has_permission(user, "change")


def may_add_to(user: Any, album: AlbumPage) -> bool:
    """Whether Wagtail lets the person put pictures into the album's collection."""
    photo = Photo(collection=album.collection)
    return policy_registry.get_by_type(Photo).user_has_permission_for_instance(user, "add", photo)


def may_add_to_library(user: Any) -> bool:
    """Whether Wagtail lets the person put pictures into the library, outside of any album."""
    photo = Photo(collection=Collection.get_first_root_node())
    return policy_registry.get_by_type(Photo).user_has_permission_for_instance(user, "add", photo)


def waiting_suggestions(user: Any) -> QuerySet[PhotoTag]:
    """Suggested tags on photos that the person may change."""
    return PhotoTag.objects.suggested().filter(content_object__in=changeable(user).order_by().values("pk"))


def _edited_pages(user: Any) -> QuerySet[Page]:
    """An album in the trash is asked for where it stood: the rights on its photos stay as they were."""
    edited = page_permission_policy.instances_user_has_permission_for(user, "change")
    return edited | Page.objects.filter(pk__in=_trashed(user).order_by().values("pk"))


def _trashed(user: Any) -> QuerySet[AlbumPage]:
    """The albums in the trash that the person could change where they stood."""
    trashed = AlbumPage.objects.filter(trashed__isnull=False)
    if user.is_active and user.is_superuser:
        return trashed
    own = _stood_below(user, "add_page") & Q(owner=user.pk)
    return trashed.filter(own | _stood_below(user, "change_page"))


def _stood_below(user: Any, codename: str) -> Q:
    """Whether an album in the trash stood where the person has this right."""
    condition = Q(pk__in=[])
    rights = page_permission_policy.get_cached_permissions_for_user(user) if user.is_authenticated else ()
    for top in {right.page.path for right in rights if right.permission.codename == codename}:
        # Given for this very album, or for what it stood in; where that is gone, an album list takes it.
        lists = AlbumIndexPage.objects.filter(path__startswith=top)
        condition |= Q(path__startswith=top) | Q(trashed__parent__path__startswith=top)
        condition |= Q(Exists(lists), trashed__parent=None)
    return condition


def _edits_every_album(user: Any) -> bool:
    """Whether a right to change pages holds at or above every album list."""
    if user.is_active and user.is_superuser:
        return True
    if not user.is_authenticated:
        return False
    rights = page_permission_policy.get_cached_permissions_for_user(user)
    tops = tuple(right.page.path for right in rights if right.permission.codename == "change_page")
    return bool(tops) and all(
        path.startswith(tops) for path in AlbumIndexPage.objects.values_list("path", flat=True)
    )


def _has_every_collection(photos: PhotoPermissionPolicy, user: Any, actions: Any) -> bool:
    """Whether one of the actions is allowed in the root of all collections."""
    if not (user.is_active and user.is_authenticated) or user.is_superuser:
        return False
    known = {"change" if action == "delete" else action for action in actions} & {"change", "choose"}
    rights = photos._get_user_permission_objects_for_actions(user, known)
    return any(right.collection.depth == 1 for right in rights)


def _is_open_to(user: Any, collection: Collection) -> bool:
    """Whether the collection belongs to no album, or to one that the person may edit."""
    album = AlbumPage.objects.filter(collection=collection).first()
    if album is None or page_permission_policy.user_has_permission_for_instance(user, "change", album):
        return True
    return album.is_trashed and _trashed(user).filter(pk=album.pk).exists()
