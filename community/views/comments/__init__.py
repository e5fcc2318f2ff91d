"""Comments: pages and forms."""

from django.urls import URLPattern, path

from community.views.comments.deeds import RemoveComment, pin, settings, vote
from community.views.comments.reading import branch, comment
from community.views.comments.writing import EditComment, NewComment

urlpatterns: list[URLPattern] = [
    path("comments/new/", NewComment.as_view(), name="new_comment"),
    path("comments/<int:pk>/", comment, name="comment"),
    path("comments/<int:pk>/thread/", branch, name="branch"),
    path("comments/<int:pk>/edit/", EditComment.as_view(), name="edit_comment"),
    path("comments/<int:pk>/remove/", RemoveComment.as_view(), name="remove_comment"),
    path("comments/<int:pk>/vote/", vote, name="vote"),
    path("comments/<int:pk>/pin/", pin, name="pin"),
    path("talk/<int:pk>/settings/", settings, name="talk_settings"),
]
