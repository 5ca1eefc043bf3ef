"""This project beside its peers: the same work, in turns, on one machine. See `__main__.py`."""
