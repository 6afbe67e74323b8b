"""A person at their browser, and what a page says."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.cast import Person


class Desk:
    """A person at their browser: they ask for a page by its route, and read what it says."""

    def __init__(self, person: Person) -> None:
        self.client = Client()
        self.client.force_login(person.user)

    def get(self, route: str, *args: object, **query: object) -> str:
        """The words of a page that opens."""
        response = self.client.get(reverse(route, args=args), query)
        assert response.status_code == 200, response.status_code
        return words(response)

    def send(self, route: str, *args: object, **form: object) -> str:
        """The words of the page that a form leads to."""
        response = self.client.post(reverse(route, args=args), form, follow=True)
        return words(response)  # type: ignore[arg-type]  # the test client's own subclass


def words(response: HttpResponse) -> str:
    """A page as a person reads it: no marks, one space."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
