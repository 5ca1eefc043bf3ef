# Methods of sets, ranges and views of dicts that the interpreter's own have not; `types.py` installs them.
from _native import set_common, set_common_update, set_union_all


def range_index(self, value):
    if value in self:
        return (int(value) - self.start) // self.step
    if isinstance(value, int):
        raise ValueError("%d is not in range" % value)
    raise ValueError("sequence.index(x): x not in sequence")


def range_count(self, value):
    return 1 if value in self else 0


def isdisjoint(self, other):
    for item in other:
        if item in self:
            return False
    return True


SET_METHODS = {
    "union": set_union_all,
    "intersection": set_common,
    "intersection_update": set_common_update,
}
FROZENSET_METHODS = {"union": set_union_all, "intersection": set_common}
RANGE_METHODS = {"index": range_index, "count": range_count}
VIEW_METHODS = {"isdisjoint": isdisjoint}
