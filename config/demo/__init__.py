"""The demo: invented figures on the country's real units, entered through the same functions that the screens call.

Four stories, each a module: a closed year of a former district (`binh_son`), a chain of four levels in full swing
(`chain`, with `country` for the provinces that report one total), a province with communes directly below (`cao_bang`),
a commune alone on the system (`alone`). No person, phone number or result here is real.
"""
