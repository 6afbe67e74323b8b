"""Reading lists of people as units write them: their own workbook, pasted cells, typed lines.

The way of a file, one module a step, none of which touches the database:

    reading.read_book      bytes            → Book       (a limited child: cells as they stand, what is hidden)
    layout.find_layouts    Book             → Layouts    (sheet, header rows, meaning of columns, where people stop),
                                              or a Question: the one thing to ask about the file
    list_reading.read_people  Book, Layouts → Reading    (one PersonRow a person: as written, cleaned, with findings)

What happens to the rows then (matching, staging, committing) is decided one floor of rooms up, in `donors/`.
"""
