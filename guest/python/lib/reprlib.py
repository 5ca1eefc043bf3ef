import builtins as _builtins

__all__ = ["Repr", "recursive_repr", "repr"]


# For a __repr__ that may come to itself again: the inner call returns `fillvalue`.
def recursive_repr(fillvalue="..."):
    def decorate(user_function):
        running = []

        def wrapper(self):
            key = id(self)
            if key in running:
                return fillvalue
            running.append(key)
            try:
                return user_function(self)
            finally:
                running.remove(key)

        return wrapper

    return decorate


# Writes objects as repr() does, but shortened.
class Repr:
    def __init__(
        self,
        *,
        maxlevel=6,
        maxtuple=6,
        maxlist=6,
        maxarray=5,
        maxdict=4,
        maxset=6,
        maxfrozenset=6,
        maxdeque=6,
        maxstring=30,
        maxlong=40,
        maxother=30,
        fillvalue="...",
        indent=None,
    ):
        self.maxlevel = maxlevel
        self.maxtuple = maxtuple
        self.maxlist = maxlist
        self.maxarray = maxarray
        self.maxdict = maxdict
        self.maxset = maxset
        self.maxfrozenset = maxfrozenset
        self.maxdeque = maxdeque
        self.maxstring = maxstring
        self.maxlong = maxlong
        self.maxother = maxother
        self.fillvalue = fillvalue
        if indent is not None:
            raise NotImplementedError("reprlib.Repr with indent is not supported here; use pprint")
        self.indent = indent

    def repr(self, x):
        return self.repr1(x, self.maxlevel)

    def repr1(self, x, level):
        name = type(x).__name__.replace(" ", "_")
        method = getattr(self, "repr_" + name, None)
        return self.repr_instance(x, level) if method is None else method(x, level)

    def _items(self, x, level, left, right, limit, trail=""):
        if level <= 0 and x:
            return left + self.fillvalue + right
        parts = []
        for item in x:
            if len(parts) == limit:
                parts.append(self.fillvalue)
                break
            parts.append(self.repr1(item, level - 1))
        if len(parts) == 1 and trail:
            right = trail + right
        return left + ", ".join(parts) + right

    def repr_tuple(self, x, level):
        return self._items(x, level, "(", ")", self.maxtuple, ",")

    def repr_list(self, x, level):
        return self._items(x, level, "[", "]", self.maxlist)

    def repr_array(self, x, level):
        if not x:
            return "array('" + x.typecode + "')"
        return self._items(x, level, "array('" + x.typecode + "', [", "])", self.maxarray)

    def repr_set(self, x, level):
        if not x:
            return "set()"
        return self._items(_sorted(x), level, "{", "}", self.maxset)

    def repr_frozenset(self, x, level):
        if not x:
            return "frozenset()"
        return self._items(_sorted(x), level, "frozenset({", "})", self.maxfrozenset)

    def repr_deque(self, x, level):
        return self._items(x, level, "deque([", "])", self.maxdeque)

    def repr_dict(self, x, level):
        if not x:
            return "{}"
        if level <= 0:
            return "{" + self.fillvalue + "}"
        parts = []
        for key in _sorted(x):
            if len(parts) == self.maxdict:
                parts.append(self.fillvalue)
                break
            parts.append(self.repr1(key, level - 1) + ": " + self.repr1(x[key], level - 1))
        return "{" + ", ".join(parts) + "}"

    def repr_str(self, x, level):
        limit = self.maxstring
        text = _builtins.repr(x[:limit])
        if len(text) > limit:
            start = max(0, (limit - 3) // 2)
            end = max(0, limit - 3 - start)
            text = _builtins.repr(x[:start] + x[len(x) - end :])
            text = text[:start] + self.fillvalue + text[len(text) - end :]
        return text

    def repr_int(self, x, level):
        return self._middle_out(_builtins.repr(x), self.maxlong)

    def repr_instance(self, x, level):
        return self._middle_out(_builtins.repr(x), self.maxother)

    def _middle_out(self, text, limit):
        if len(text) <= limit:
            return text
        start = max(0, (limit - 3) // 2)
        end = max(0, limit - 3 - start)
        return text[:start] + self.fillvalue + text[len(text) - end :]


def _sorted(items):
    try:
        return sorted(items)
    except TypeError:
        return list(items)


aRepr = Repr()  # noqa: N816
repr = aRepr.repr
