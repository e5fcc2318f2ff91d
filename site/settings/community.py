"""Comments, likes, sharing: what is the same in every installation."""

from datetime import timedelta

from config.env import env

# The tables are django-comments-xtd's; its forms, views, API and mails are not used.
COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_CONFIRM_EMAIL = False
COMMENTS_XTD_THREADED_EMAILS = False
COMMENT_MAX_CHARS = 5000
# How long an author may change what she has written.
COMMENT_EDIT_TIME = timedelta(minutes=env.int("COMMENT_EDIT_MINUTES", default=15))
# What is told by a mail at once waits so long for more of it, and goes only if it has not been read meanwhile.
NOTIFICATION_MAIL_WAIT = timedelta(seconds=env.int("NOTIFICATION_MAIL_SECONDS", default=60))
HISTORY_KEPT_FOR = timedelta(days=90)
