"""`mpy-supervisor serve` over its standard input and output, from a small client.

    python -m side_by_side.drivers.supervisor PROGRAM [OPTION...]

A time is that of one request: from its write until its answer is read and decoded.
"""

import json
import os
import subprocess
import sys
import time

from . import processes, work
from .serve import CannotRun, serve

LIMITS = {"max_sessions": 1024, "fuel": 10**12, "wall_clock_ms": 300_000, "max_output_chars": 10**6}
FUNCTION = "read_only_sql_query"
# A worker that is being started is ready then.
START_SECONDS = 0.1
ANSWER = {"columns": ["1"], "rows": [[1]], "truncated": False, "nonfinite": []}


class Client:
    """A running supervisor. Reads and writes are system calls, with no layer that buffers."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.input = self.process.stdin.fileno()
        self.output = self.process.stdout.fileno()
        self.rest = b""
        self.lines = []
        self.requests = 0
        self.hello = self.request(
            "initialize",
            protocol_version=1,
            client={"name": "side_by_side", "version": "0"},
            limits=LIMITS,
            host_functions=[FUNCTION],
        )

    def encode(self, method, params):
        """The line of a request, and its id."""
        self.requests += 1
        message = {"jsonrpc": "2.0", "id": self.requests, "method": method, "params": params}
        return json.dumps(message).encode() + b"\n", self.requests

    def write(self, line):
        """Writes all of it."""
        while line:
            line = line[os.write(self.input, line) :]

    def read(self):
        """The next message."""
        while not self.lines:
            chunk = os.read(self.output, 65536)
            if not chunk:
                raise RuntimeError("the supervisor ended")
            *self.lines, self.rest = (self.rest + chunk).split(b"\n")
        return json.loads(self.lines.pop(0))

    def answer(self, number):
        """The answer to request `number`; host calls that come before it are answered."""
        while True:
            message = self.read()
            if message.get("method") == "host/call":
                reply = {"jsonrpc": "2.0", "id": message["id"], "result": ANSWER}
                self.write(json.dumps(reply).encode() + b"\n")
            elif message.get("id") == number and "method" not in message:
                return message

    def request(self, method, **params):
        """The result of a request."""
        line, number = self.encode(method, params)
        self.write(line)
        message = self.answer(number)
        if "error" in message:
            raise RuntimeError(message["error"]["message"])
        return message["result"]

    def wait_for_spares(self, count):
        """Waits until that many spare workers have been started."""
        deadline = time.monotonic() + processes.SETTLE_SECONDS
        while self.request("status")["spare_workers"] < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"there are no {count} spare workers")
            time.sleep(0.01)

    def run_line(self, conversation, code):
        """The line of a run, and its id."""
        run = {"conversation_id": conversation, "run_id": f"r{self.requests}", "code": code}
        return self.encode("conversation/run", run)

    def run(self, conversation, code):
        """Milliseconds and output of a run."""
        line, number = self.run_line(conversation, code)
        begin = time.perf_counter()
        self.write(line)
        message = self.answer(number)
        took = work.ms(begin)
        return took, output(message)


def output(message):
    """What a run printed; anything but success is an exception."""
    if "error" in message:
        raise RuntimeError(message["error"]["message"])
    result = message["result"]
    if not result["ok"]:
        raise CannotRun(f"{result['error']['type']}: {result['error']['message']}")
    return result["stdout"]


class Side:
    """What is measured."""

    def __init__(self, command):
        self.command = command
        self.client = Client(command)
        self.pid = self.client.process.pid
        self.numbers = iter(range(10**9))
        self.no_spares = "--spare-workers" in command
        # Where no spares are kept there is one all the same, from the answer to `initialize`.
        self.conversation()

    def conversation(self):
        """A new one that has run something."""
        name = f"c{next(self.numbers)}"
        assert self.client.run(name, work.SMALL)[1] == work.SMALL_OUTPUT
        return name

    def close(self, names):
        for name in names:
            self.client.request("conversation/close", conversation_id=name)

    def ready(self):
        """Waits until spare workers are there and ready, or checks that there are none."""
        processes.settle(self.pid)
        spares = self.client.request("status")["spare_workers"]
        if (spares == 0) is not self.no_spares:
            raise RuntimeError(f"there are {spares} spare workers")

    def probably_ready(self):
        """As `ready`, but without a look at every process, which takes long where there are many
        and leaves the processor's caches full of it."""
        self.client.wait_for_spares(1)
        time.sleep(START_SECONDS)

    def new(self, count, ready=None):
        names = [f"c{next(self.numbers)}" for _ in range(count)]
        samples = []
        for name in names:
            (ready or self.ready)()
            samples.append(self.client.run(name, work.SMALL)[0])
        self.close(names)
        return samples

    def in_a_row(self, count):
        """New conversations without a pause, of a supervisor with a spare worker for each."""
        client = Client([*self.command, "--spare-workers", str(count)])
        try:
            # The first spares are started for the first conversation.
            client.run("first", work.SMALL)
            client.wait_for_spares(count)
            processes.settle(client.process.pid)
            # It is awake again.
            client.run("first", work.SMALL)
            return [client.run(f"c{number}", work.SMALL)[0] for number in range(count)]
        finally:
            client.process.kill()
            client.process.wait()

    def rested(self, count):
        """As `new`, but nothing is new: what is left of the difference to `warm` is the pause."""
        name = self.conversation()
        samples = []
        for _ in range(count):
            self.ready()
            samples.append(self.client.run(name, work.SMALL)[0])
        self.close([name])
        return samples

    def relay(self, count):
        """What of a rested run is the machine's: three times, a process that sleeps is woken by a pipe."""
        cat = {"bufsize": 0, "stdout": subprocess.PIPE}
        with (
            subprocess.Popen(["cat"], stdin=subprocess.PIPE, **cat) as first,
            subprocess.Popen(["cat"], stdin=first.stdout, **cat) as second,
        ):
            samples = []
            # The first time, they are still being started.
            for _ in range(count + 1):
                self.ready()
                begin = time.perf_counter()
                os.write(first.stdin.fileno(), bytes(200))
                os.read(second.stdout.fileno(), 65536)
                samples.append(work.ms(begin))
            first.stdin.close()
        return samples[1:]

    def warm(self, count):
        name = self.conversation()
        self.ready()
        samples = [self.client.run(name, work.SMALL)[0] for _ in range(count)]
        self.close([name])
        return samples

    def host_call(self, count, calls):
        name = self.conversation()
        self.ready()
        samples = []
        for _ in range(count):
            without, _ = self.client.run(name, work.queries(0))
            many, _ = self.client.run(name, work.queries(calls))
            samples.append((many - without) / calls)
        self.close([name])
        return samples

    def throughput(self, conversations, seconds):
        """Runs per second, each conversation asking for the next when it has its answer."""
        client = self.client
        names = [self.conversation() for _ in range(conversations)]
        self.ready()
        owners, done = {}, 0
        begin = time.perf_counter()
        for name in names:
            line, number = client.run_line(name, work.SMALL)
            owners[number] = name
            client.write(line)
        while owners:
            message = client.read()
            name = owners.pop(message.get("id"), None)
            if name is None:
                continue
            output(message)
            done += 1
            if time.perf_counter() - begin < seconds:
                line, number = client.run_line(name, work.SMALL)
                owners[number] = name
                client.write(line)
        took = time.perf_counter() - begin
        self.close(names)
        return [done / took]

    def program(self, source, count):
        """Each time in a conversation that has run nothing but a small program."""
        names = [self.conversation() for _ in range(count)]
        self.ready()
        runs = [self.client.run(name, source) for name in names]
        self.close(names)
        return {"ms": [took for took, _ in runs], "output": runs[-1][1]}

    def memory(self, counts, samples):
        """At each count of idle conversations; see `memory_at`."""
        names, found = [], []
        for count in counts:
            while len(names) < count:
                names.append(self.conversation())
            found.append(self.memory_at(names, samples))
        self.close(names)
        return found

    def memory_at(self, names, samples):
        """Memory per idle conversation, of the supervisor, of all together; and how long runs take
        meanwhile."""
        listed = self.client.request("conversation/list")["conversations"]
        workers = {one["conversation_id"]: one["worker_pid"] for one in listed}
        processes.settle(self.pid)
        each = processes.memory(workers[name] for name in names)
        host = processes.memory([self.pid]) | processes.threads_and_descriptors(self.pid)
        every = processes.memory([self.pid, *processes.descendants(self.pid)])
        step = max(1, len(names) // samples)
        return {
            "count": len(names),
            "each": {name: value / len(names) for name, value in each.items()},
            "host": host,
            "all_pss_mb": every["pss_mb"],
            "warm": [self.client.run(names[0], work.SMALL)[0] for _ in range(samples)],
            "idle": [
                self.client.run(names[at * step % len(names)], work.SMALL)[0]
                for at in range(samples)
            ],
            # No more than fit beside 1,000 others: one more would end the oldest of them first.
            "new": self.new(min(samples, 20), self.probably_ready),
        }

    def versions(self):
        server = self.client.hello["server"]
        return {server["name"]: server["version"]}


def main():
    processes.raise_descriptor_limit()
    side = Side([sys.argv[1], "serve", *sys.argv[2:]])
    names = [
        "new",
        "in_a_row",
        "rested",
        "relay",
        "warm",
        "host_call",
        "throughput",
        "program",
        "memory",
        "versions",
    ]
    serve({name: getattr(side, name) for name in names})
    side.client.process.stdin.close()
    side.client.process.wait(10)


if __name__ == "__main__":
    main()
