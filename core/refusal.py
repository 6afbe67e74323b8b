"""The one kind of error that a user is meant to read."""

from __future__ import annotations


class Refused(Exception):
    """Something the product will not do, as one plain Vietnamese sentence: what, where, what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = str(sentence)
