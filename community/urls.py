"""Pages and forms of the community: each part names its own addresses."""

from community.views import comments, embeds, follows, likes, moderation, notifications

app_name = "community"
urlpatterns = [
    *comments.urlpatterns,
    *likes.urlpatterns,
    *follows.urlpatterns,
    *notifications.urlpatterns,
    *moderation.urlpatterns,
    *embeds.urlpatterns,
]
