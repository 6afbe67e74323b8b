"""Work on hostile or heavy input in a child process that the kernel limits.

`asking` is the parent's side, `answering` the child's: it imports nothing but the standard library, so that a child
starts in a few hundredths of a second and knows no settings and no secrets.
"""
