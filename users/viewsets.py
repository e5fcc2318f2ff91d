"""People in the Wagtail admin."""

from typing import Any

from django import forms
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from users.admin_forms import PersonCreationForm, PersonEditForm


class _SuperusersByTheirOwn:
    """Wagtail would let whoever may change people make anybody a superuser."""

    def get_form(self, *args: Any, **kwargs: Any) -> forms.ModelForm:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        if "is_superuser" in form.fields and not self.request.user.is_superuser:  # type: ignore[attr-defined]
            form.fields["is_superuser"].disabled = True
        return form


class PersonCreateView(_SuperusersByTheirOwn, CreateView):
    """Wagtail's, as above."""


class PersonEditView(_SuperusersByTheirOwn, EditView):
    """Wagtail's, as above."""


class PeopleViewSet(UserViewSet):
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm
