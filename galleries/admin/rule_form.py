"""The form of an album's rule."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from galleries import policy
from galleries.admin.widgets import TagWidget
from galleries.models import AlbumRule, Photo, RuleTag, Tag
from galleries.rules import Terms
from galleries.tagging import join_tags, split_tags

# So many tags say what one wants; each costs the database a look.
TAGS_AT_MOST = 20
# More people than that are not chosen from a list: the name is typed.
PEOPLE_AT_MOST = 300
# As in the form of an album.
HELP = gettext_lazy(
    "Separate with , ， 、 ； or Enter. A word in either language finds the tag that it means."
)
SENSES = RuleTag.Sense.values


class PersonField(forms.ModelChoiceField):
    """Somebody who has photos; by her name, or by her user name where there are too many people for a list."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person.public_name} ({person.username})"


class TagsField(forms.CharField):
    """Words that mean tags which are there."""

    widget = TagWidget

    def __init__(self, **kwargs: Any) -> None:
        widget = TagWidget(tag_model=Tag, free_tagging=False)
        super().__init__(required=False, max_length=2000, widget=widget, help_text=HELP, **kwargs)

    def clean(self, value: Any) -> list[Tag]:
        words = split_tags(super().clean(value))
        if len(words) > TAGS_AT_MOST:
            text = _("At most %(count)d tags, please.")
            raise forms.ValidationError(text % {"count": TAGS_AT_MOST})
        found = {word: Tag.objects.named(word) for word in words}
        if unknown := [word for word, tag in found.items() if tag is None]:
            raise forms.ValidationError(
                [_("There is no tag “%(word)s”.") % {"word": word[:50]} for word in unknown]
            )
        return list(dict.fromkeys(tag for tag in found.values() if tag is not None))


class RuleForm(forms.Form):
    """What the album shows by itself. ``terms`` says it when the form is valid."""

    all = TagsField(label=gettext_lazy("All of these tags"))
    any = TagsField(label=gettext_lazy("At least one of these tags"))
    none = TagsField(label=gettext_lazy("None of these tags"))
    taken_from = forms.DateField(label=gettext_lazy("Taken from"), required=False, widget=AdminDateInput)
    taken_to = forms.DateField(
        label=gettext_lazy("Taken until"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Days by the clock where the photo was taken, both included."),
    )
    author = PersonField(
        label=gettext_lazy("Author"),
        queryset=get_user_model().objects.none(),
        required=False,
        to_field_name="username",
        empty_label=gettext_lazy("Anybody"),
    )

    def __init__(self, data: Any, *, viewer: policy.Viewer, rule: AlbumRule | None) -> None:
        super().__init__(data, initial=_initial(rule) if rule else {})
        people = people_with_photos(viewer, rule)
        self.fields["author"].queryset = people  # type: ignore[attr-defined]
        if people[PEOPLE_AT_MOST:].exists():
            self.fields["author"].widget = forms.TextInput(attrs={"maxlength": 150, "autocomplete": "off"})
            self.fields["author"].help_text = _("The user name. Leave empty for anybody.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen: set[Tag] = set()
        for sense in SENSES:
            for tag in cleaned.get(sense, ()):
                if tag in seen:
                    self.add_error(sense, _("“%(tag)s” stands in two fields.") % {"tag": tag.label})
                seen.add(tag)
        first, last = cleaned.get("taken_from"), cleaned.get("taken_to")
        if first and last and last < first:
            self.add_error("taken_to", _("The last day comes before the first."))
        if not self.errors and not self.terms.ask_for_something:
            self.add_error(None, _("Say which tags the photos bear, when they were taken or by whom."))
        return cleaned

    @property
    def terms(self) -> Terms:
        said = self.cleaned_data
        author = said.get("author")
        tags: dict[str, Any] = {sense: frozenset(tag.pk for tag in said.get(sense, ())) for sense in SENSES}
        return Terms(
            **tags,
            taken_from=said.get("taken_from"),
            taken_to=said.get("taken_to"),
            author=author.pk if author else None,
        )


def people_with_photos(viewer: policy.Viewer, rule: AlbumRule | None) -> QuerySet[Any]:
    """Whose photos the viewer meets in lists; herself; and whom the rule names already."""
    photos = Photo.objects.listed_for(viewer).filter(uploaded_by_user=OuterRef("pk"))
    known = Q(Exists(photos)) | Q(pk=viewer.user.pk) | Q(pk=rule.author_id if rule else None)
    people = get_user_model().objects.filter(known, delete_after=None)
    return people.order_by("display_name", "username")


def _initial(rule: AlbumRule) -> dict[str, Any]:
    tags: dict[str, list[Tag]] = {sense: [] for sense in SENSES}
    for row in rule.rule_tags.select_related("tag"):
        tags[row.sense].append(row.tag)
    return {
        **{sense: join_tags(found) for sense, found in tags.items()},
        "taken_from": rule.taken_from,
        "taken_to": rule.taken_to,
        "author": rule.author,
    }
