# Functions that the worker provides; `library.py` puts them here while the image is built.
