"""Waiting for something to become true, with an outer timeout."""

import time

POLL_SECONDS = 0.02


def wait_for(condition, timeout, what):
    """Return the first true value of condition(); fail with `what` when time is up."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {timeout} s in vain for {what}")
        time.sleep(POLL_SECONDS)
