"""People in the Wagtail admin."""

from django import forms
from wagtail.users.views.users import UserViewSet

from users.admin_forms import PersonCreationForm, PersonEditForm


class PeopleViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonEditForm if for_update else PersonCreationForm
