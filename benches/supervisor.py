"""A supervisor over its standard input and output, for benchmarks."""

import json
import subprocess

from side_by_side.drivers.processes import children


class Supervisor:
    """A running `mpy-supervisor serve`."""

    def __init__(self, path):
        self.process = subprocess.Popen(
            [path, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.requests = 0
        self.call("initialize", protocol_version=1, client={"name": "bench", "version": "0"})

    def call(self, method, **params):
        """The result of a request; everything else that arrives is passed over."""
        self.requests += 1
        request = {"jsonrpc": "2.0", "id": self.requests, "method": method, "params": params}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        while True:
            answer = json.loads(self.process.stdout.readline())
            if answer.get("id") == self.requests and "method" not in answer:
                return answer["result"]

    def workers(self):
        """Process identifiers of the workers."""
        return children(self.process.pid)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
