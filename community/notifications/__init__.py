"""Telling people what concerns them: on the site, by mail at once, or once a day.

``telling`` writes it down, ``sight`` says what of it may be shown, ``sentences`` puts it into words, ``choices`` knows
how each person wants to hear of what. The mails are made by ``community.digests``.
"""

from community.notifications.telling import tell, tell_each, untell

__all__ = ["tell", "tell_each", "untell"]
