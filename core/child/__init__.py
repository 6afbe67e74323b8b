"""Work on hostile or heavy input in a child process that the kernel limits.

`asking` is the parent's side, `stem` what forks the children, `answering` the child's: these two import nothing but the
standard library, and a child knows no settings and no secrets. Each request has a child of its own, forked from a
stem that has done the imports and has seen no request: it starts in some thousandths of a second.
"""
