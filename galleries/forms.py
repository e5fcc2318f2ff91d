"""The form for photos that Wagtail's admin uses everywhere: single, multi-upload and chooser."""

from contextlib import ExitStack
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.fields import FileField
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.search import index as search_index

from common.errors import AppError
from common.text import clean
from galleries import ingest, leftovers, signals, tasks
from galleries.admin.widgets import TagWidget
from galleries.models import AlbumPage, AlbumPhoto, Licence, Photo

TEXTS = ("title", "title_en", "description", "alt_en", "caption", "caption_en")


class PhotoFileField(WagtailImageField):
    """Takes whatever file comes; ``ingest`` is the judge, and its reason is the error."""

    def to_python(self, data: Any) -> Any:
        return FileField.to_python(self, data)


class PhotoForm(BaseImageForm):
    """Photos as editors add and change them. A new file goes through ``ingest``."""

    class Meta(BaseImageForm.Meta):
        widgets = {**BaseImageForm.Meta.widgets, "tags": TagWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)
        # Not declared on the class: Wagtail makes forms without a file of it (the uploader's second step).
        if (stock := self.fields.get("file")) is not None:
            self.fields["file"] = PhotoFileField(
                label=stock.label, required=stock.required, widget=stock.widget
            )
        for name in ("caption", "caption_en"):
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = 3
        self.examined: ingest.Examined | None = None
        self.existing: Photo | None = None
        self.restored = False
        self._old: tuple[Any, ...] = ()
        self._open = ExitStack()
        if "tags" in self.fields and self.instance.pk:
            # Taggit would fill in suggested and rejected ones too, and saving would accept them all.
            self.initial["tags"] = list(self.instance.tags.all())
        if "licence" in self.fields:  # the uploader sends title and file only
            self.fields["licence"].required = False

    def clean_licence(self) -> str:
        return self.cleaned_data["licence"] or self.instance.licence or Licence.ALL_RIGHTS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in TEXTS:
            if isinstance(cleaned.get(name), str):
                cleaned[name] = clean(cleaned[name])
        return cleaned

    def clean_file(self) -> Any:
        """Examine a new file. The picture waits in a temporary folder until the form is saved or gone."""
        sent = self.cleaned_data["file"]
        if not isinstance(sent, UploadedFile):
            return sent
        try:
            signals.acting.send(sender=Photo, user=self.user)
            self.examined = self._open.enter_context(ingest.examine(sent, sent.name or ""))
        except AppError as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        self.existing = ingest.find_again(
            self._owner(), self.examined.master.sha256, besides=self.instance.pk
        )
        if self.existing is not None and self.existing.pk != self.instance.pk:
            self.restored = self.existing.uploaded_by_user == self.user and ingest.bring_back(self.existing)
            raise ValidationError(self._duplicate_message(self.existing), code="duplicate")
        return sent

    def _owner(self) -> Any:
        return self.instance.uploaded_by_user or (self.user if self.instance.pk is None else None)

    def _duplicate_message(self, photo: Photo) -> Any:
        link = reverse("wagtailimages:edit", args=[photo.pk])
        if self.restored:
            text = _(
                'You have this picture: <a href="{link}">{title}</a>. It was in the trash and is back now.'
            )
        else:
            text = _('You already have this picture: <a href="{link}">{title}</a>.')
        return format_html(str(text), link=link, title=photo.title)

    def full_clean(self) -> None:
        super().full_clean()
        if self._errors:
            self._open.close()

    def _post_clean(self) -> None:
        """Give the instance the master instead of what was sent; a refused file never reaches it.

        A file that stays is kept from Django too: it would open the master to measure it again.
        """
        sent = self.cleaned_data.pop("file", None)
        if self.examined is not None and sent is not None and not self.errors:
            self._old = (self.instance.file, self.instance.upload) if self.instance.pk else ()
            self._open.enter_context(ingest.files_of(self.instance, self.examined))
        super()._post_clean()
        if sent is not None:
            self.cleaned_data["file"] = self.instance.file

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "file"}  # ingest has examined it, or it stays as it is

    def save(self, commit: bool = True) -> Photo:
        """The photo. When a second click was faster, it is the one that the first click made."""
        moved = self.instance.pk is not None and "collection" in self.changed_data
        photo: Photo = super(BaseImageForm, self).save(commit=False)
        photo.tagged_by = self.user
        if not commit:
            return photo
        try:
            if photo.pk is None:
                ingest.save_new(photo)
            else:
                ingest.save_again(photo)
        except ingest.AlreadyThere as there:
            return there.photo
        self.save_m2m()
        self._after_save(photo, moved)
        search_index.insert_or_update_object(photo)
        return photo

    def _after_save(self, photo: Photo, moved: bool) -> None:
        if moved and (album := AlbumPage.objects.filter(collection=photo.collection_id).first()):
            AlbumPhoto.objects.append(album, [photo])
        if self._old:
            leftovers.leave(("default", str(old.name)) for old in self._old if old)
            tasks.remove_files_later()
        self._open.close()
