"""What a provider of text messages has to be able to do, and how its templates are found."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

# What a template may hold, in the order in which providers that count places are given it.
PARAMS = ("code", "minutes")
SECONDS = 5
MAINLAND = "+86"


class Refused(Exception):
    """It will not be sent, however often it is tried. The text is for operators and holds neither code nor number."""


class Unavailable(Exception):
    """It could not be sent, and may be a little later."""


class SmsBackend(ABC):
    """Sends one text message at a time."""

    @abstractmethod
    def send(self, phone: str, purpose: str, params: Mapping[str, str], language: str) -> None:
        """Hand the message over to the provider, or raise ``Refused`` or ``Unavailable``.

        ``phone`` is in the form +8613800000000; ``params`` has the names of ``PARAMS``.
        """


def template_for(templates: Mapping[str, str], phone: str, purpose: str, language: str) -> str:
    """The provider's name of the template: the one for this purpose and language, or the nearest there is.

    Providers keep templates for numbers outside the mainland apart; their names begin with ``abroad-``.
    """
    prefix = "" if phone.startswith(MAINLAND) else "abroad-"
    for name in (f"{purpose}@{language}", purpose, f"code@{language}", "code"):
        if found := templates.get(prefix + name):
            return found
    raise Refused(f"No template is set up for {prefix}{purpose}.")
