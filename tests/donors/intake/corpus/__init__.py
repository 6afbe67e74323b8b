"""Workbooks as units send them, built by code over the layouts of real forms, with invented people.

Each entry says what the file holds and what must come of it: one line a person, what is told about the file, or what
has to be asked. `test_corpus.py` reads them all the way from bytes.
"""
