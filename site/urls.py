"""Addresses. Wagtail's catch-all comes last."""

from django.urls import include, path, re_path
from django.views.generic import TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap

from common import schema_views
from common.api import no_such_address
from galleries.sitemap import PageSitemap

handler500 = "common.api.server_error"

urlpatterns = [
    path("", include("users.root_urls")),  # before the admin: its sign-in is ours
    path("admin/", include(wagtailadmin_urls)),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("users.urls")),
    path("accounts/webhooks/", include("webhooks.urls")),
    path("api/v1/", include("config.api")),
    path("api/schema/", schema_views.schema, name="api_schema"),
    path("api/docs/", schema_views.swagger_ui, name="api_docs"),
    path("api/redoc/", schema_views.redoc, name="api_redoc"),
    re_path("^api/", no_such_address, name="no_such_api"),
    path("search/", include("search.urls")),
    path("sitemap.xml", sitemap, {"sitemaps": {"wagtail": PageSitemap}}, name="sitemap"),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain"),
        name="robots",
    ),
    path("", include("galleries.urls")),
    path("", include("community.urls")),
    path("", include(wagtail_urls)),
]
