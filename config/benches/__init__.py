"""The benchmarks: each a module whose `run` returns figures, every one with its bound and whether it holds.

`BENCHES` names them; `bin/bench` runs all, or one by its name, in a throw-away database of its own.
"""
