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
HISTORY_KEPT_FOR = timedelta(days=90)
