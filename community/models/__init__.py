"""What people say, like, follow and report."""

from community.models.comments import AlbumComment, AlbumTalk, CommentRevision, CommentVote
from community.models.follows import Distance, Follow
from community.models.likes import Favourite, FavouriteList, Like, LikeCount, Visit
from community.models.moderation import Case, Decision, ModerationRules, Report, Suspension
from community.models.notifications import Habits, Kind, Notification, NotificationActor, NotificationChoice

__all__ = [
    "AlbumComment",
    "AlbumTalk",
    "Case",
    "CommentRevision",
    "CommentVote",
    "Decision",
    "Distance",
    "Favourite",
    "FavouriteList",
    "Follow",
    "Habits",
    "Kind",
    "Like",
    "LikeCount",
    "ModerationRules",
    "Notification",
    "NotificationActor",
    "NotificationChoice",
    "Report",
    "Suspension",
    "Visit",
]
