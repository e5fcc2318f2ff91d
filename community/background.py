"""What the community has done again and again, and what it does later."""

from django.utils.translation import gettext_lazy as _

from community import announcing, digests, history, likes, standing, talks
from jobs import registry


def register() -> None:
    """Called from the app's ``ready()``."""
    registry.periodic("forget_visits", seconds=86400, work=history.forget_old, label=_("Forget old visits"))
    registry.periodic("recount_likes", seconds=86400, work=likes.recount, label=_("Count likes anew"))
    registry.periodic("sweep_suspensions", seconds=86400, work=standing.sweep, label=_("End suspensions"))
    registry.periodic(
        "announce_new_photos",
        seconds=600,
        work=announcing.announce_new_photos,
        label=_("Tell followers of new photos"),
    )
    registry.register(digests.AT_ONCE, work=digests.send_at_once, label=_("Mail notifications"))
    registry.register(digests.DAILY, work=digests.send_daily, label=_("Mail a daily summary"))
    registry.periodic(
        "look_for_notification_mails",
        seconds=30,
        work=digests.look_round,
        label=_("Look for notifications to mail"),
    )
    registry.periodic(
        "look_for_notification_digests",
        seconds=900,
        work=digests.look_round_daily,
        label=_("Look for daily summaries to mail"),
    )
    registry.periodic(
        "sweep_notifications", seconds=86400, work=digests.sweep, label=_("Remove old notifications")
    )
    registry.periodic(
        "recount_comments", seconds=86400, work=talks.recount_all, label=_("Count comments anew")
    )
