"""The form of an album in the Wagtail admin."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel, TitleFieldPanel

from galleries.admin.widgets import TagWidget


class AlbumPhotosPanel(Panel):
    """How many photos the album shows, and the way to them: they are not part of the page's drafts."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "galleries/admin/_photos_panel.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            saved = self.instance is not None and self.instance.pk is not None
            places = self.instance.album_photos.filter(photo__trashed_at=None) if saved else None
            photos = [place.photo for place in places.in_order()[:6]] if places is not None else []
            count = places.count() if places is not None else 0
            return {**context, "album": self.instance if saved else None, "photos": photos, "count": count}


ALBUM_PANELS = [
    MultiFieldPanel(
        [
            TitleFieldPanel("title", help_text=_("In the language of the album; the address is made of it.")),
            FieldPanel("title_en", help_text=_("Shown beside the title, and to those who read English.")),
        ],
        heading=_("Title"),
    ),
    AlbumPhotosPanel(heading=_("Photos")),
    FieldPanel(
        "cover", heading=_("Cover"), help_text=_("Without one, the first photo of the album stands for it.")
    ),
    MultiFieldPanel([FieldPanel("intro"), FieldPanel("intro_en")], heading=_("Introduction")),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("place"), FieldPanel("place_en")]),
            FieldRowPanel(
                [
                    FieldPanel("date_from", help_text=_("When the photos were taken.")),
                    FieldPanel("date_to", help_text=_("Leave empty for a single day.")),
                ]
            ),
        ],
        heading=_("Place and date"),
    ),
    FieldPanel(
        "tags",
        widget=TagWidget,
        help_text=_(
            "Separate with , ， 、 ； or Enter. A word in either language finds the tag that it means."
        ),
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "visibility",
                help_text=_(
                    "Holds for the page and for the files of its photos. "
                    "A photo that also stands in a public album stays public."
                ),
            ),
            FieldPanel("download"),
            FieldPanel("comments_enabled"),
        ],
        heading=_("Who may do what"),
    ),
]
