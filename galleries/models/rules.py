"""Albums that fill themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AlbumRule(models.Model):
    """What an album shows by itself: photos with these tags, of that time, of that person.

    The photos found stand as ``AlbumPhoto`` rows with ``by_rule``; what editors add by hand stays beside them.
    """

    album = models.OneToOneField("galleries.AlbumPage", on_delete=models.CASCADE, related_name="rule")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("author"),
    )
    taken_from = models.DateField(_("taken from"), null=True, blank=True)
    taken_to = models.DateField(_("taken to"), null=True, blank=True)
    # When its rows were last brought in step.
    kept_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return f"rule of {self.album_id}"


class RuleTag(models.Model):
    """A tag in a rule, and what it says there."""

    class Sense(models.TextChoices):
        ALL = "all", _("has it")
        ANY = "any", _("has it or another of these")
        NONE = "none", _("does not have it")

    rule = models.ForeignKey(AlbumRule, on_delete=models.CASCADE, related_name="rule_tags")
    tag = models.ForeignKey("galleries.Tag", on_delete=models.CASCADE, related_name="rule_tags")
    sense = models.CharField(max_length=4, choices=Sense.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "tag"], name="one_sense_per_rule_and_tag")]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.sense} {self.tag_id}"
