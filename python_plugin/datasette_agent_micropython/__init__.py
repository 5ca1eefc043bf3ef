"""MicroPython for Datasette Agent, in one OS-isolated process per conversation."""

from datasette import hookimpl

__all__ = ["asgi_wrapper", "register_agent_tools", "shutdown", "startup"]


@hookimpl
def register_agent_tools(datasette):
    from datasette_agent.tools import AgentTool

    from . import _tool

    return [
        AgentTool(
            name=_tool.NAME,
            description=_tool.description(_tool.config_or_defaults(datasette)),
            input_schema=_tool.SCHEMA,
            fn=_tool.execute_micropython,
        )
    ]


@hookimpl
def startup(datasette):
    from datasette.utils import StartupError

    from ._config import config_of
    from ._errors import ConfigError
    from ._lifecycle import check_at_start

    # The process starts with the first run: this may be another event loop than that of requests.
    try:
        config_of(datasette)
    except ConfigError as error:
        raise StartupError(str(error)) from None
    check_at_start(datasette)


@hookimpl
def asgi_wrapper(datasette):
    from ._lifecycle import lifespan_wrapper

    return lifespan_wrapper(datasette)


@hookimpl
def shutdown(datasette):
    # Called from datasette 1.0a40 on.
    from ._lifecycle import close

    return close(datasette)
