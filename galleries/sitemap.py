"""What search engines are told of."""

from typing import Any

from wagtail.contrib.sitemaps import Sitemap

from galleries import policy


class PageSitemap(Sitemap):
    """Wagtail's own, without the pages of people who wait to be deleted."""

    def items(self) -> Any:
        return super().items().filter(policy.of_somebody_staying("owner"))
