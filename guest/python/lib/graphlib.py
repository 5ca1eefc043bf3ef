__all__ = ["CycleError", "TopologicalSorter"]


# Its second argument is the cycle: a list that begins and ends with the same node.
class CycleError(ValueError):
    pass


class _Node:
    def __init__(self):
        self.waits_for = 0
        self.successors = []
        self.state = 0


_READY = 1
_DONE = 2


# Orders the nodes of a graph such that each comes after those it depends on.
class TopologicalSorter:
    def __init__(self, graph=None):
        self._nodes = {}
        self._ready = None
        self._passed = 0
        self._finished = 0
        if graph is not None:
            for node, predecessors in graph.items():
                self.add(node, *predecessors)

    def _node(self, node):
        found = self._nodes.get(node)
        if found is None:
            found = self._nodes[node] = _Node()
        return found

    def add(self, node, *predecessors):
        if self._ready is not None:
            raise ValueError("Nodes cannot be added after a call to prepare()")
        self._node(node).waits_for += len(predecessors)
        for predecessor in predecessors:
            self._node(predecessor).successors.append(node)

    def prepare(self):
        if self._ready is not None:
            raise ValueError("cannot prepare() more than once")
        self._ready = [node for node, info in self._nodes.items() if not info.waits_for]
        cycle = self._find_cycle()
        if cycle:
            raise CycleError("nodes are in a cycle", cycle)

    def get_ready(self):
        if self._ready is None:
            raise ValueError("prepare() must be called first")
        ready = tuple(self._ready)
        for node in ready:
            self._nodes[node].state = _READY
        self._ready = []
        self._passed += len(ready)
        return ready

    def is_active(self):
        if self._ready is None:
            raise ValueError("prepare() must be called first")
        return self._finished < self._passed or bool(self._ready)

    def __bool__(self):
        return self.is_active()

    def done(self, *nodes):
        if self._ready is None:
            raise ValueError("prepare() must be called first")
        for node in nodes:
            info = self._nodes.get(node)
            if info is None:
                raise ValueError("node " + repr(node) + " was not added using add()")
            if info.state == _DONE:
                raise ValueError("node " + repr(node) + " was already marked done")
            if info.state != _READY:
                raise ValueError("node " + repr(node) + " was not passed out (still not ready)")
            info.state = _DONE
            self._finished += 1
            for successor in info.successors:
                waiting = self._nodes[successor]
                waiting.waits_for -= 1
                if waiting.waits_for == 0:
                    self._ready.append(successor)

    def static_order(self):
        self.prepare()
        return self._static_order()

    def _static_order(self):
        while self.is_active():
            ready = self.get_ready()
            yield from ready
            self.done(*ready)

    # Follows successors depth first; meeting a node of the path again closes a cycle.
    def _find_cycle(self):
        finished = set()
        for start in self._nodes:
            if start in finished:
                continue
            path = [start]
            on_path = {start}
            rests = [iter(self._nodes[start].successors)]
            while path:
                for node in rests[-1]:
                    if node in on_path:
                        return path[path.index(node) :] + [node]
                    if node not in finished:
                        path.append(node)
                        on_path.add(node)
                        rests.append(iter(self._nodes[node].successors))
                        break
                else:
                    rests.pop()
                    node = path.pop()
                    on_path.remove(node)
                    finished.add(node)
        return None
