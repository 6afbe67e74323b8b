"""The same documents as Word files, and Word files and pasted text as bodies of documents.

Out:

    writing.page_docx     PageContent          → .docx with named styles, real lists, and the page's own measures

In, one module a step; the first runs in a limited child, the rest are decisions over plain items:

    reading.read_docx     bytes                → Reading (a body, and in words what was left out or counted anew)
    reading.read_pasted   text                 → the same
    comparing.compare     frozen body, new one → which figures, numbers and sentences differ
    rebinding.bound_again                      → the new body with the frozen figures bound where they still stand
    returning.read_returned                      all three for a document that went out and came back

Our own files carry the depth of every block in the names of their paragraph styles (`styles`), so they come back as
the tree they were. Files of others are understood by what they print: numbers typed or counted by Word, bold titles,
the header table and the signature.
"""
