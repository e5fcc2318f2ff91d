"""The pages of one's webhooks: which there are, a new one, what was sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import AppError
from webhooks import actions
from webhooks.forms import WebhookForm
from webhooks.models import Delivery, Webhook

LINES = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def webhooks(request: HttpRequest) -> HttpResponse:
    """POST makes a webhook, and this one answer shows its secret."""
    if request.method != "POST":
        return _list(request, WebhookForm())
    form = WebhookForm(request.POST)
    made = _done(form, lambda said: actions.make(user=request.user, request=request, **said))
    if made is None:
        return _list(request, form, status=422)
    webhook, secret = made
    return _one(request, webhook, secret=secret)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def webhook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was sent to it; POST changes it."""
    own = _own(request, pk)
    if request.method != "POST":
        return _one(request, own)
    form = WebhookForm(request.POST)
    if (
        _done(form, lambda said: actions.change(user=request.user, request=request, webhook=own, **said))
        is None
    ):
        return _one(request, own, form=form, status=422)
    messages.success(request, _("The webhook is changed."))
    return redirect("webhooks:webhook", pk)


@never_cache
@require_POST
@login_required
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    actions.remove(webhook=_own(request, pk), request=request)
    messages.success(request, _("The webhook is gone, and its log with it."))
    return redirect("webhooks:webhooks")


@never_cache
@require_POST
@login_required
def switch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pause it, or begin again."""
    active = request.POST.get("active") == "on"
    return _try(request, pk, lambda own: actions.change(user=request.user, webhook=own, active=active))


@never_cache
@require_POST
@login_required
def test(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _try(
        request, pk, lambda own: actions.test(user=request.user, webhook=own), _("The test is on its way.")
    )


@never_cache
@require_POST
@login_required
def secret(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new one, which this one answer shows."""
    own = _own(request, pk)
    try:
        new = actions.renew_secret(user=request.user, webhook=own)
    except AppError as refusal:
        messages.error(request, str(refusal))
        return redirect("webhooks:webhook", pk)
    return _one(request, own, secret=new)


@never_cache
@require_POST
@login_required
def resend(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    def again(own: Webhook) -> None:
        row = own.deliveries.filter(key=key).select_related("webhook").first()
        if row is None:
            raise Http404
        actions.resend(user=request.user, delivery=row)

    return _try(request, pk, again, _("It is sent once more."))


def _done(form: WebhookForm, do: Callable[[dict[str, Any]], Any]) -> Any:
    """What the action gave; None when the form says what was wrong."""
    if form.is_valid():
        try:
            return do(form.cleaned_data)
        except ValidationError as wrong:
            form.add_errors(wrong)
        except AppError as refusal:
            form.add_error(None, str(refusal))
    return None


def _try(request: HttpRequest, pk: UUID, do: Callable[[Webhook], Any], said: str = "") -> HttpResponse:
    try:
        do(_own(request, pk))
    except AppError as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return redirect("webhooks:webhook", pk)


def _own(request: HttpRequest, pk: UUID) -> Webhook:
    own = Webhook.objects.filter(user=request.user.pk, pk=pk).select_related("user").first()
    if own is None:
        raise Http404
    return own


def _list(request: HttpRequest, form: WebhookForm, status: int = 200) -> HttpResponse:
    rows = Webhook.objects.filter(user=request.user.pk).order_by("-created_at", "-pk")
    context = {"rows": rows, "form": form, "most": actions.AT_MOST}
    return render(request, "webhooks/webhooks.html", context, status=status)


def _one(
    request: HttpRequest,
    webhook: Webhook,
    *,
    form: WebhookForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = Delivery.objects.filter(webhook=webhook).defer("body").order_by("-pk")
    context = {
        "webhook": webhook,
        "secret": secret,
        "form": form or WebhookForm(initial={"url": webhook.url, "events": webhook.events}),
        "page": Paginator(rows, LINES).get_page(request.GET.get("page", "")[:6]),
    }
    return render(request, "webhooks/webhook.html", context, status=status)
