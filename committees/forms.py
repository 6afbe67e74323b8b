"""What is typed on this floor's pages."""

from __future__ import annotations

from typing import Any

from allauth.account.fields import PasswordField
from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from committees.signing_in import normal_login


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth's forms are untyped
    """Login and password; the login in any spelling of a phone number, or an e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Số điện thoại hoặc thư điện tử"),
            max_length=150,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )
        self.fields["password"] = PasswordField(label=_("Mật khẩu"), autocomplete="current-password")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        """One spelling, so that the lock counts attempts on a person and not on a spelling."""
        typed = str(self.cleaned_data["login"])
        try:
            return normal_login(typed)
        except ValueError:
            return typed.strip()
