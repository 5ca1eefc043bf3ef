"""A supervisor of a few lines that does what the code of a run says; it runs no Python of a guest.

Started by a script that ``conftest.fake`` writes, in an empty environment as the real one. That
script answers `doctor` by itself: every Datasette object asks, so it has to be quick.
"""

import asyncio
import json
import os
import signal
import sys

HELLO = {
    "protocol_version": 1,
    "server": {"name": "fake-supervisor", "version": "9"},
    "guest": {"name": "Fake", "version": "1"},
    "capabilities": {
        "run_output": True,
        "modes": ["exec"],
        "client_frame_bytes": 33554432,
        "code_bytes": 4194304,
        "host_reply_bytes": 16777216,
    },
    "limits": {
        "max_sessions": 16,
        "wall_clock_ms": 5000,
        "memory_bytes": 16777216,
        "fuel": 10000000,
        "max_output_chars": 10000,
        "queue_timeout_ms": 60000,
    },
    "isolation": {
        "layers": [
            {"layer": "rlimits", "applied": True, "detail": "set"},
            {"layer": "seccomp", "applied": False, "detail": "not here"},
        ]
    },
}


def run_result(**fields):
    result = {
        "ok": True,
        "stdout": "",
        "stderr": "",
        "stdout_truncated": False,
        "stderr_truncated": False,
        "error": None,
        "fuel_used": 1,
        "fuel_remaining": 9999999,
        "wall_ms": 1,
        "memory_bytes": 1,
        "interpreter_reset": False,
        "reset_reason": None,
    }
    return {**result, **fields}


CANCELLED = {
    "kind": "cancelled",
    "type": None,
    "message": "the run was cancelled",
    "traceback": None,
    "line": None,
}


class Fake:
    def __init__(self, options):
        self.options = options
        self.hello = json.loads(json.dumps(HELLO))
        self.locks = {}
        self.counts = {}
        self.runs = {}
        self.calls = {}
        self.next_call = 1
        self.cancelled = []
        self.initialize = None

    def send(self, frame):
        data = (json.dumps({"jsonrpc": "2.0", **frame}) + "\n").encode()
        while data:
            data = data[os.write(1, data) :]

    def reply(self, request_id, result):
        self.send({"id": request_id, "result": result})

    async def host_call(self, run_id, args, name="read_only_sql_query", kwargs=None):
        call_id = self.next_call
        self.next_call += 1
        self.calls[call_id] = future = asyncio.get_running_loop().create_future()
        params = {"run_id": run_id, "call_id": call_id, "name": name, "args": args}
        self.send(
            {"id": call_id, "method": "host/call", "params": {**params, "kwargs": kwargs or {}}}
        )
        try:
            return await future
        except asyncio.CancelledError:
            self.send({"method": "host/cancel", "params": {"call_id": call_id}})
            raise

    async def run(self, request_id, params):
        conversation, run_id = params["conversation_id"], params["run_id"]
        lock = self.locks.setdefault(conversation, asyncio.Lock())
        try:
            async with lock:
                if params["reset_context"]:
                    self.counts.pop(conversation, None)
                self.counts[conversation] = self.counts.get(conversation, 0) + 1
                result = await self.act(conversation, run_id, params["code"], request_id)
            if result is not None:
                self.reply(request_id, result)
        except asyncio.CancelledError:
            self.reply(
                request_id,
                run_result(
                    ok=False, error=CANCELLED, interpreter_reset=True, reset_reason="cancelled"
                ),
            )
        finally:
            self.runs.pop(run_id, None)

    async def act(self, conversation, run_id, code, request_id):
        verb, _, rest = code.partition(" ")
        if verb == "echo":
            return run_result(stdout=rest)
        if verb == "length":
            return run_result(stdout=str(len(code)))
        if verb == "count":
            return run_result(stdout=str(self.counts[conversation]))
        if verb == "sql":
            name, sql = rest.split(" ", 1)
            return run_result(stdout=json.dumps(await self.host_call(run_id, [name, sql, None])))
        if verb == "sqlsize":
            name, sql = rest.split(" ", 1)
            reply = await self.host_call(run_id, [name, sql, None])
            return run_result(stdout=str(len(json.dumps(reply))))
        if verb == "call":
            reply = await self.host_call(**{"run_id": run_id, **json.loads(rest)})
            return run_result(stdout=json.dumps(reply))
        if verb == "sqltimeout":
            # As the real one when the wall clock is over during a query.
            name, sql = rest.split(" ", 1)
            call = asyncio.create_task(self.host_call(run_id, [name, sql, None]))
            await asyncio.sleep(0.3)
            call.cancel()
            error = {"kind": "wall_clock", "type": None, "message": "", "traceback": None}
            return run_result(
                ok=False, error=error, interpreter_reset=True, reset_reason="wall_clock"
            )
        if verb == "sleep":
            await asyncio.sleep(float(rest))
            return run_result(stdout="slept")
        if verb == "hang":
            await asyncio.sleep(3600)
        if verb == "die":
            sys.stderr.write("last words\n")
            sys.stderr.flush()
            os._exit(int(rest))
        if verb == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if verb == "garbage":
            os.write(1, b"no json here\n")
            await asyncio.sleep(3600)
        if verb == "huge":
            block = b"x" * 1048576
            for _ in range(40):
                os.write(1, block)
            await asyncio.sleep(3600)
        if verb == "strange":
            os.write(1, rest.encode() + b"\n")
            await asyncio.sleep(3600)
        if verb == "fields":
            return run_result(**json.loads(rest))
        if verb == "repeat":
            count, text = rest.split(" ", 1)
            return run_result(stdout=json.loads(text) * int(count))
        if verb == "refuse":
            number, text = rest.split(" ", 1)
            self.send({"id": request_id, "error": {"code": int(number), "message": text}})
            return None
        if verb == "cancelled":
            return run_result(stdout=str(len(self.cancelled)))
        if verb == "initialize":
            return run_result(stdout=json.dumps(self.initialize))
        if verb == "environment":
            facts = {"env": dict(os.environ), "cwd": os.getcwd(), "sid": os.getsid(0)}
            facts["argv"] = sys.argv[1:]
            return run_result(stdout=json.dumps(facts))
        raise ValueError(verb)

    def take(self, frame):
        method, params = frame.get("method"), frame.get("params")
        if method is None:
            future = self.calls.pop(frame["id"], None)
            if future is not None and not future.done():
                future.set_result(frame.get("result", frame.get("error")))
        elif method == "initialize":
            self.initialize = params
            if self.options.get("refuse_start"):
                message = f"no worker could be started: {self.options['refuse_start']}"
                error = {"code": -32007, "message": message}
                self.send({"id": frame["id"], "error": error})
                return
            self.hello["limits"].update(params["limits"])
            self.hello["capabilities"].update(self.options.get("capabilities", {}))
            self.hello["limits"].update(self.options.get("limits", {}))
            self.hello["protocol_version"] = self.options.get("protocol_version", 1)
            self.reply(frame["id"], self.hello)
        elif method == "conversation/run":
            task = asyncio.get_running_loop().create_task(self.run(frame["id"], params))
            self.runs[params["run_id"]] = task
        elif method == "conversation/cancel":
            self.cancelled.append(params["run_id"])
            if params["run_id"] in self.runs:
                self.runs[params["run_id"]].cancel()

    async def serve(self):
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=2**26)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            self.take(json.loads(line))
            if self.options.get("deaf"):
                await asyncio.sleep(3600)
        if self.options.get("ignore_end"):
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            await asyncio.sleep(3600)


def main(options):
    if sys.argv[1:2] != ["serve"]:
        sys.exit(2)
    if options.get("exit"):
        sys.stderr.write(options.get("words", "cannot run here") + "\n")
        sys.exit(options["exit"])
    if options.get("silent"):
        signal.pause()
    asyncio.run(Fake(options).serve())
    os._exit(0)
