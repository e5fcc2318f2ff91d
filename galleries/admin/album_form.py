"""What the album's form checks beyond its fields."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.images.widgets import AdminImageChooser

from common.text import clean, one_line
from galleries import permissions
from galleries.models import AlbumPage, Photo, Tag, tag_for_word

LINES = ("title", "title_en", "place", "place_en")
TEXTS = ("intro", "intro_en")
COVER_SHOWN = "cover_shown"


class AlbumForm(WagtailAdminPageForm):
    """The form of an album: words become tags, texts are cleaned, the cover is a photo one may choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:  # a script fills it in; without one, clean() does
            self.fields["slug"].required = False
        if "cover" in self.fields and self.instance.pk:
            self.fields["cover"].widget = CoverChooser(collection=self.instance.collection_id)
            shown = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=self.instance.cover_id or ""
            )
            self.fields[COVER_SHOWN] = shown

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("slug") == "":
            self.cleaned_data["slug"] = self._free_slug()
        cleaned = super().clean() or self.cleaned_data
        for name in (*LINES, *TEXTS):
            if isinstance(cleaned.get(name), str):
                cleaned[name] = one_line(cleaned[name]) if name in LINES else clean(cleaned[name])
        if "title" in cleaned and not cleaned["title"]:
            self.add_error("title", _("The title holds nothing that can be shown."))
        return cleaned

    def _free_slug(self) -> str:
        """Made of the title in its own script, else of the English one; numbered when it is taken."""
        titles = [self.cleaned_data.get(name) or "" for name in ("title", "title_en")]
        slug = next((s for title in titles if (s := slugify(title, allow_unicode=True)[:200])), "album")
        numbered = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
        return next(s for s in numbered if AlbumPage._slug_is_available(s, self.parent_page, self.instance))

    def clean_tags(self) -> list[Tag]:
        """The tags that the typed words mean; a word that is new makes a tag."""
        return list(dict.fromkeys(tag_for_word(word) for word in self.cleaned_data.get("tags") or []))

    def clean_cover(self) -> Photo | None:
        """A cover is seen by everybody who sees the album: only photos that the editor may use can be one."""
        photo = self.cleaned_data.get("cover")
        if self.data.get(self.add_prefix(COVER_SHOWN)) == str(photo.pk if photo else ""):
            # Left alone in this form; meanwhile it may have been set among the album's photos.
            return self.instance.cover
        if photo is None or self.for_user is None or photo.pk == self.initial.get("cover"):
            return photo
        if not permissions.choosable(self.for_user).filter(pk=photo.pk).exists():
            raise ValidationError(_("You may not use this photo."))
        return photo

    def get_field_updates_for_resave(self) -> Iterator[tuple[str, str]]:
        yield from super().get_field_updates_for_resave()
        yield self.add_prefix(COVER_SHOWN), self.data.get(self.add_prefix("cover"), "")


class CoverChooser(AdminImageChooser):
    """Wagtail's image chooser, opened at the album's own photos."""

    def __init__(self, *, collection: int | None) -> None:
        super().__init__()
        self.collection = collection

    def get_chooser_modal_url(self) -> str:
        url = reverse(self.chooser_modal_url_name)
        return f"{url}?collection_id={self.collection}" if self.collection else url
