# There are no signals. The names are those that programs mention.
__all__ = [
    "SIGABRT",
    "SIGALRM",
    "SIGHUP",
    "SIGINT",
    "SIGKILL",
    "SIGTERM",
    "SIGUSR1",
    "SIGUSR2",
    "SIG_DFL",
    "SIG_IGN",
    "alarm",
    "getsignal",
    "pause",
    "raise_signal",
    "setitimer",
    "signal",
]

SIG_DFL = 0
SIG_IGN = 1
SIGHUP = 1
SIGINT = 2
SIGABRT = 6
SIGKILL = 9
SIGUSR1 = 10
SIGUSR2 = 12
SIGALRM = 14
SIGTERM = 15


def signal(signalnum, handler):
    raise NotImplementedError(
        "there are no signals here: compare time.monotonic() with a deadline in the loop"
    )


def _no_signals(*args):
    signal(0, None)


alarm = setitimer = pause = raise_signal = getsignal = _no_signals
