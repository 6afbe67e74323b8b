"""The checker: what is wrong in a document, in words, before it is presented; and in a text that others wrote.

Errors are wrong whoever looks: numbers that do not agree, what a document cannot do without. Style only warns, since
committees differ in it and none of them is unlawful. A rule is a generator of findings over stretches of text
(`stretches.py`); `own.py` and `foreign.py` say which rules hold for our documents and for those of others.
"""
