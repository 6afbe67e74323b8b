"""What is written down or sent on is Vietnamese, whatever language its writer reads the pages in."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString


@contextmanager
def in_vietnamese() -> Iterator[None]:
    """Speak Vietnamese meanwhile: around names that are stored, documents, and pictures and messages to forward.

    Also a decorator, of functions that say nothing to the person at the screen.
    """
    with translation.override(settings.LANGUAGE_CODE):
        yield


def marked(words: str) -> SafeString:
    """Vietnamese words that were written down, as a page in either language shows them: read out as what they are."""
    return format_html('<span lang="vi">{}</span>', words)
