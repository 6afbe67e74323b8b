"""Workbooks given back, made inside the limited child: what people sent with something written into it.

As `donors.intake.parsing`, nothing in here imports Django. Nothing touches the disk: a workbook names people.
"""
