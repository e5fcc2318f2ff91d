"""The settings of Wagtail's own tests, with the default storage of our choice."""

import os

from wagtail.test.settings import *  # noqa: F403
from wagtail.test.settings import STORAGES

from common.storage import QiniuStorage


class KodoUnderMedia(QiniuStorage):
    """The storage as it is, but for its addresses: forty of the tests have ``/media/`` written down."""

    def url(self, name, **kwargs):
        return f"/media/{name}"


SECRET_KEY = "not needed"
USE_TZ = True
MEDIA_ROOT = os.environ["MEDIA_FOLDER"]
if os.environ.get("KODO_URL"):
    url = os.environ["KODO_URL"]
    QINIU = {
        "ACCESS_KEY": "test-access",
        "SECRET_KEY": "test-secret",
        "REGION": "",
        "HOSTS": dict.fromkeys(("up", "rs", "rsf", "uc"), url),
        "TIMEOUT": 5.0,
        "BUCKETS": {"originals": {"NAME": "originals", "DOMAIN": f"{url}/io/originals", "PRIVATE": True}},
    }
    SIGNED_ADDRESS_SECONDS = 3600
    STORAGES = {**STORAGES, "default": {"BACKEND": "tests.storage.wagtail_settings.KodoUnderMedia"}}
