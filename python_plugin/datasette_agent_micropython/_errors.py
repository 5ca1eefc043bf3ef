"""Every error of this package. The text of each is one line, fit for a person and for a model."""

from __future__ import annotations


class MicroPythonPluginError(Exception):
    """Root of the tree."""


class ConfigError(MicroPythonPluginError):
    """A setting has the wrong type, range or name."""


class SupervisorError(MicroPythonPluginError):
    """The supervisor process could not do what was asked."""


class BinaryNotFoundError(SupervisorError):
    """No mpy-supervisor in any of the places where it can be."""


class StartError(SupervisorError):
    """The process started but never became ready, or could not be started at all."""


class DiedError(SupervisorError):
    """The process ended while something waited for it."""


class ProtocolError(SupervisorError):
    """The supervisor sent what the protocol does not allow."""


class NoAnswerError(SupervisorError):
    """The supervisor lives but did not answer in the time that it promises."""


class ClosedError(SupervisorError):
    """Datasette is shutting down."""


class RefusedError(SupervisorError):
    """A JSON-RPC error reply."""

    def __init__(self, code: int, message: str, data: object = None):
        super().__init__(message)
        self.code = code
        self.data = data


class SqlError(MicroPythonPluginError):
    """A query was refused or failed; the text goes to the guest as it is."""


class QueryEndedError(SqlError):
    """The run that asked for a query is over."""
