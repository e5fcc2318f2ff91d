"""Steps between the right password and being signed in; allauth knows the others."""

from allauth.account import stages
from django.http import HttpResponse


class ConfirmAddressStage(stages.EmailVerificationStage):
    """Who signed up by e-mail confirms it first. Who has a phone instead of an address has nothing to confirm."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user is not None and not getattr(user, "email", ""):
            return None, True
        response, go_on = super().handle()
        return response, go_on
