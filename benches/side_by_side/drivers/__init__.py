"""The programs that do the measured work, one process per side, each under its side's own Python.

They use the standard library and what their side is about; `serve.py` has what they share.
"""
