"""Wagtail and its tags. What follows from other settings (sizes, the address) stands beside them."""

import zoneinfo

from config.env import env

WAGTAIL_SITE_NAME = "Vitrine"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
# Addresses and passwords are changed on the site's own account pages, where a change is confirmed.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "galleries.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "galleries.forms.PhotoForm"
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "heif"]
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_USER_TIME_ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Photos and albums that somebody deleted can come back for so long.
TRASH_DAYS = env.int("TRASH_DAYS", default=30)
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backend"}}
TAG_LIMIT = 50
TAG_SPACES_ALLOWED = True
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "galleries.tagging.split_tags"
TAGGIT_STRING_FROM_TAGS = "galleries.tagging.join_tags"
