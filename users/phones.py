"""Phone numbers in the one form in which they are kept and compared: +8613800138000."""

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.errors import AppError
from common.text import one_line

LONGEST = 40  # as typed, with blanks and brackets


class InvalidPhone(AppError):
    code = "invalid_phone"

    def __init__(self) -> None:
        super().__init__(_("This is no phone number. Write it like 138 0013 8000 or +44 20 7946 0018."))


def normalised(text: str) -> str:
    """The number that was typed, or ``InvalidPhone``. Without a country it belongs to ``PHONE_REGION``."""
    text = one_line(text)
    # Letters would be read as the keys of an old phone.
    if len(text) > LONGEST or any(char.isalpha() for char in text):
        raise InvalidPhone
    try:
        number = phonenumbers.parse(text, settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        raise InvalidPhone from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise InvalidPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(phone: str) -> str:
    """Enough of the number to know it again: +86 … 8000."""
    number = phonenumbers.parse(phone)
    return f"+{number.country_code} … {phone[-4:]}"
