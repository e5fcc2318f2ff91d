"""What the community adds to ``/api/v1/``: each part names its own addresses."""

from community.api import comments, follows, likes, moderation, notifications

urlpatterns = [
    *comments.urlpatterns,
    *likes.urlpatterns,
    *follows.urlpatterns,
    *notifications.urlpatterns,
    *moderation.urlpatterns,
]
