"""The form of an album in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

ALBUM_PANELS = [
    MultiFieldPanel([FieldPanel("title"), FieldPanel("title_en")], heading=_("Title"), classname="title"),
    FieldPanel("cover"),
    MultiFieldPanel([FieldPanel("intro"), FieldPanel("intro_en")], heading=_("Introduction")),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("place"), FieldPanel("place_en")]),
            FieldRowPanel([FieldPanel("date_from"), FieldPanel("date_to")]),
        ],
        heading=_("Place and date"),
    ),
    FieldPanel("tags"),
    MultiFieldPanel(
        [FieldPanel("visibility"), FieldPanel("download"), FieldPanel("comments_enabled")],
        heading=_("Who may do what"),
    ),
]
