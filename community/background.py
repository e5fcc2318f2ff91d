"""What the community has done again and again, and what it does later."""

from community import announcing, digests, history, likes, standing, talks
from jobs import registry


def register() -> None:
    """Called from the app's ``ready()``."""
    registry.periodic("forget_visits", seconds=86400, work=history.forget_old)
    registry.periodic("recount_likes", seconds=86400, work=likes.recount)
    registry.periodic("sweep_suspensions", seconds=86400, work=standing.sweep)
    registry.periodic("announce_new_photos", seconds=600, work=announcing.announce_new_photos)
    registry.register(digests.AT_ONCE, work=digests.send_at_once)
    registry.register(digests.DAILY, work=digests.send_daily)
    registry.periodic("look_for_notification_mails", seconds=30, work=digests.look_round)
    registry.periodic("look_for_notification_digests", seconds=900, work=digests.look_round_daily)
    registry.periodic("sweep_notifications", seconds=86400, work=digests.sweep)
    registry.periodic("recount_comments", seconds=86400, work=talks.recount_all)
