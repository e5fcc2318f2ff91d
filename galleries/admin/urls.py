"""Addresses below /admin/. Those of Wagtail's image views are found before Wagtail's own."""

from django.urls import path

from galleries.admin import (
    album_photos,
    album_uploads,
    cards,
    changes,
    curators,
    images,
    jobs,
    likeness,
    rule,
    storage_report,
    tag_merge,
    tag_review,
    tags,
    trash,
    uploads,
)

# The same addresses and so the same names: Wagtail's templates and redirects lead here.
IMAGES = [
    path("images/", images.IndexView.as_view()),
    path("images/results/", images.IndexView.as_view(results_only=True)),
    path("images/add/", images.CreateView.as_view()),
    path("images/<int:image_id>/", images.EditView.as_view()),
    path("images/<int:image_id>/generate_url/", images.not_here),
    path("images/<int:image_id>/generate_url/output/", images.not_here),
    path("images/<int:image_id>/preview/<str:filter_spec>/", images.not_here),
    path("images/multiple/add/", uploads.AddView.as_view()),
    path("images/multiple/<int:image_id>/", uploads.EditView.as_view()),
    path("images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/", uploads.no_second_step),
]

OURS = [
    path("images/<int:image_id>/tags/", images.decide, name="photo_tags"),
    path("images/<int:image_id>/again/", images.again, name="photo_again"),
    path("albums/<int:page_id>/photos/", album_photos.AlbumPhotosView.as_view(), name="album_photos"),
    path("albums/<int:page_id>/photos/choose/", album_photos.ChooseView.as_view(), name="album_choose"),
    path("albums/<int:page_id>/photos/cards/", cards.CardsView.as_view(), name="album_cards"),
    path("albums/<int:page_id>/photos/ask/", cards.AskView.as_view(), name="album_ask"),
    path(
        "albums/<int:page_id>/photos/<int:photo_id>/details/",
        cards.DetailsView.as_view(),
        name="album_details",
    ),
    path("tags/words/", tags.autocomplete, name="tag_words"),
]

PARTS = (album_uploads, changes, curators, jobs, likeness, rule, storage_report, tag_merge, tag_review, trash)

urlpatterns = [*IMAGES, *OURS, *(pattern for part in PARTS for pattern in part.urlpatterns)]
