"""Signing up, a new password, and one's own number, each in two steps: the number, then the code that came to it.

The number waits in the browser's session. Nothing here needs JavaScript; it only counts the seconds down.
"""

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from common import limits
from common.errors import AppError
from users import captcha, codes, sessions
from users.actions import passwords, sign_up
from users.actions import phones as actions
from users.forms.phone import NumberForm, OwnCodeForm, OwnNumberForm, RemoveForm, ResetForm, SignUpForm
from users.models import User


@method_decorator([never_cache, sensitive_post_parameters("password", "code")], name="dispatch")
class PhoneSteps(View):
    """``step`` says which button was pressed: number, again, other, or code."""

    purpose: str
    template: str
    code_form: type[forms.Form]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.new_code_form() if self.phone else self.new_number_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        step = request.POST.get("step")
        if step == "other":
            self.forget()
        elif step == "again" and self.phone:
            return self.send_again()
        elif step == "code" and self.phone:
            return self.answer(self.new_code_form(request.POST), self.finish)
        elif step == "number":
            return self.answer(self.new_number_form(request.POST), self.send)
        return redirect(request.path)

    # --- what each of the three does its own way ---

    def new_number_form(self, data: Any = None) -> forms.Form:
        return NumberForm(data)

    def new_code_form(self, data: Any = None) -> forms.Form:
        return self.code_form(data)

    def ask(self, phone: str, given: dict[str, Any]) -> None:
        captcha.note(self.request, NumberForm.action)
        codes.ask(self.request, phone=phone, purpose=self.purpose)

    def done(self, phone: str, given: dict[str, Any]) -> HttpResponse:
        raise NotImplementedError

    # --- the steps ---

    @property
    def key(self) -> str:
        return f"phone_{self.purpose}"

    @property
    def phone(self) -> str:
        return str(self.request.session.get(self.key, ""))

    def forget(self) -> None:
        self.request.session.pop(self.key, None)

    def answer(self, form: forms.Form, act: Any) -> HttpResponse:
        """Do it, or show the form with what is wrong."""
        refusal = None
        if form.is_valid():
            try:
                return act(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            except AppError as error:
                refusal = error
                form.add_error(_field_of(error, form), str(error))
        return self.show(form, refusal)

    def send(self, given: dict[str, Any]) -> HttpResponse:
        self.ask(given["phone"], given)
        self.request.session[self.key] = given["phone"]
        return redirect(self.request.path)

    def send_again(self) -> HttpResponse:
        """Whoever may ask for the first code may ask for the next."""
        try:
            codes.ask(self.request, phone=self.phone, purpose=self.purpose, user=self.own())
        except AppError as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, _("Another code is on its way. The older one counts no more."))
        return redirect(self.request.path)

    def own(self) -> User | None:
        return None

    def finish(self, given: dict[str, Any]) -> HttpResponse:
        phone = self.phone
        response = self.done(phone, given)
        self.forget()
        return response

    def show(self, form: forms.Form, refusal: AppError | None = None) -> HttpResponse:
        is_code = isinstance(form, self.code_form)
        context = {
            "form": form,
            "phone": self.phone if is_code else "",
            "wait": limits.peek("code_number", self.phone) if is_code else 0,
            **self.more_context(),
        }
        # A wrong code is told in the form like any other wrong field; 429 and 503 are for programs too.
        status = refusal.status if refusal and refusal.status in (429, 503) else 200
        response = render(self.request, self.template, context, status=status)
        if wait := getattr(refusal, "retry_after", 0):
            response["Retry-After"] = str(wait)
        return response

    def more_context(self) -> dict[str, Any]:
        return {}


def insist_on_messages() -> None:
    """Where no code can be sent, there are no such pages."""
    if not settings.SMS_BACKEND:
        raise Http404


class SignUpByPhone(PhoneSteps):
    purpose = codes.Purpose.SIGN_UP
    template = "users/phone_sign_up.html"
    code_form = SignUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        insist_on_messages()
        if request.user.is_authenticated:
            return redirect("/")
        return super().dispatch(request, *args, **kwargs)

    def done(self, phone: str, given: dict[str, Any]) -> HttpResponse:
        user = sign_up.by_phone(
            self.request,
            username=given["username"],
            password=given["password"],
            phone=phone,
            code=given["code"],
        )
        response: HttpResponse = perform_login(self.request, Login(user=user, phone=phone))
        return response


class ResetByPhone(PhoneSteps):
    purpose = codes.Purpose.RESET
    template = "users/phone_reset.html"
    code_form = ResetForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        insist_on_messages()
        return super().dispatch(request, *args, **kwargs)

    def done(self, phone: str, given: dict[str, Any]) -> HttpResponse:
        passwords.reset_by_phone(self.request, phone=phone, code=given["code"], password=given["password"])
        messages.success(self.request, _("Your password is changed. Sign in with the new one."))
        return redirect("account_login")


class OwnPhone(LoginRequiredMixin, PhoneSteps):
    purpose = codes.Purpose.PHONE
    template = "users/phone.html"
    code_form = OwnCodeForm
    removing: RemoveForm | None = None

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("step") != "remove":
            return super().post(request)
        form = RemoveForm(request.POST, with_password=self.person().has_usable_password())
        return self.answer(form, self.remove)

    def person(self) -> User:
        current = sessions.current(self.request)
        if current is None:
            raise LookupError("Only for people who are signed in.")
        return current.user

    def own(self) -> User:
        return self.person()

    def new_number_form(self, data: Any = None) -> forms.Form:
        return OwnNumberForm(data, with_password=self.person().has_usable_password())

    def ask(self, phone: str, given: dict[str, Any]) -> None:
        actions.ask(self.request, user=self.person(), phone=phone, password=given.get("password", ""))

    def done(self, phone: str, given: dict[str, Any]) -> HttpResponse:
        actions.confirm(self.request, user=self.person(), phone=phone, code=given["code"])
        messages.success(self.request, _("The number is yours. You can sign in with it."))
        return redirect("users:phone")

    def remove(self, given: dict[str, Any]) -> HttpResponse:
        actions.remove(self.request, user=self.person(), password=given.get("password", ""))
        messages.success(self.request, _("The number is removed."))
        return redirect("users:phone")

    def show(self, form: forms.Form, refusal: AppError | None = None) -> HttpResponse:
        if isinstance(form, RemoveForm):
            self.removing = form
            form = self.new_code_form() if self.phone else self.new_number_form()
        return super().show(form, refusal)

    def more_context(self) -> dict[str, Any]:
        person = self.person()
        removing = self.removing or RemoveForm(
            with_password=person.has_usable_password(), auto_id="id_remove_%s"
        )
        return {"person": person, "removing": removing}


def _field_of(error: AppError, form: forms.Form) -> str | None:
    """The field that the error is about, when it is about one."""
    field = {"wrong_code": "code", "wrong_password": "password", "username_taken": "username"}.get(error.code)
    return field if field in form.fields else None
