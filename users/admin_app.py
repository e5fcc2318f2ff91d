"""Wagtail's app for users, with our forms. Stands in INSTALLED_APPS in its place."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAdminConfig(WagtailUsersAppConfig):
    user_viewset = "users.viewsets.PeopleViewSet"
