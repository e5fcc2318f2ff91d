"""Which e-mail address an account has, and whether it is confirmed."""

from allauth.account.models import EmailAddress
from django.db import transaction

from users.mailbox import mailbox_key
from users.models import User


def trust_address_from_staff(user: User) -> None:
    """Count an address as confirmed that nobody asked the person to confirm.

    Sign-up and the change of an address write ``User.email`` and its row of allauth's in one transaction. An address
    without a row was therefore set by an administrator, the demo or a command, who answer for it.
    """
    address = mailbox_key(user.email)
    if (
        not address
        or EmailAddress.objects.filter(user=user, email__in={address, user.email.lower()}).exists()
    ):
        return
    with transaction.atomic():
        # Somebody else's row can only be a wish that was never confirmed: mailboxes are unique.
        EmailAddress.objects.filter(email=address, verified=True).exclude(user=user).delete()
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)


def is_confirmed(user: User) -> bool:
    """Whether the account may be used: its address is confirmed, or it has none and a phone instead."""
    return not user.email or EmailAddress.objects.filter(user=user, verified=True).exists()


def release(address: EmailAddress) -> None:
    """Take the mailbox from an account that signed up with it, never confirmed it and was never used."""
    other = User.objects.filter(mailbox=mailbox_key(address.email)).exclude(pk=address.user_id).first()
    if other is None or other.last_login or other.phone or other.sessions.exists():
        return
    rows = EmailAddress.objects.filter(user=other)
    # An account without a row was made by somebody who answers for it.
    if rows.exists() and not rows.filter(verified=True).exists():
        other.delete()
