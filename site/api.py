"""The API's table of contents, below ``/api/v1/``: one line per resource."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from galleries.api.avatar import AvatarView
from galleries.api.uploads import CallbackView, UploadViewSet

router = SimpleRouter(use_regex_path=False)
router.register("uploads", UploadViewSet, basename="upload")

urlpatterns = [
    path("", include("users.api.urls")),
    path("me/avatar/", AvatarView.as_view(), name="me_avatar"),
    path("uploads/callback/", CallbackView.as_view(), name="upload-callback"),
    path("", include("galleries.api.dialect")),
    path("", include("galleries.api.albums")),
    path("", include("galleries.api.album_contents")),
    path("", include("galleries.api.publication")),
    path("", include("galleries.api.photos")),
    path("", include("galleries.api.photo_tags")),
    path("", include("galleries.api.trash")),
    path("", include("galleries.api.tags")),
    path("", include("search.api")),
    path("", include("galleries.api.sharing")),
    path("", include("galleries.api.guests")),
    path("", include("galleries.api.zips")),
    path("", include("community.api.urls")),
    path("", include("webhooks.api")),
    path("", include(router.urls)),
]
