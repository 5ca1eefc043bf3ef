# Runs once, between `library.py` and `bootstrap.py`: makes imports fail helpfully, and finds out what somebody
# may have meant.
#
# `import_errors(user)` returns the built-in names that it adds or replaces, and a function that takes an
# exception's type name and message and returns a remark to be added, or "".


def import_errors(user):
    import sys
    import _native
    from _collections import OrderedDict
    from _classes import build_class
    from _unavailable import _REASONS, explain

    closest = _native.closest
    import_ = __import__
    modules = sys.modules
    hasattr_ = hasattr
    list_ = list
    locals_ = locals
    dir_ = dir
    len_ = len
    type_ = type
    module_type = type(sys)
    isinstance_ = isinstance
    ImportError_ = ImportError
    builtin_types = {}
    for kind in (
        str,
        bytes,
        bytearray,
        int,
        float,
        bool,
        complex,
        list,
        tuple,
        dict,
        set,
        frozenset,
        range,
    ):
        builtin_types[kind.__name__] = kind
    builtin_names = dir(sys.modules["_builtins"])

    # `import` and `from ... import` call this.
    def import_module(name, globals=None, locals=None, fromlist=(), level=0):
        try:
            module = import_(name, globals, locals, fromlist, level)
        except ImportError_ as exception:
            if isinstance_(exception, ModuleNotFoundError):
                raise
            found = ModuleNotFoundError("No module named '" + name + "'")
            found.name = name
            raise found
        if fromlist:
            for wanted in fromlist:
                if wanted != "*" and not hasattr_(module, wanted):
                    text = "cannot import name '" + wanted + "' from '" + name + "'"
                    raise ImportError_(text + " (unknown location)", name=name)
        return module

    def names_of(owner):
        return [name for name in dir_(owner) if name[0] != "_"]

    def meant(word, names):
        found = closest(word, names)
        return ". Did you mean: '" + found + "'?" if found else ""

    def hint(kind, message):
        parts = message.split("'")
        if kind == "ModuleNotFoundError" and len_(parts) == 3:
            why = explain(parts[1])
            if why:
                return ": " + why
            return meant(parts[1], [name for name in modules if name[0] != "_"] + list_(_REASONS))
        if kind == "FileNotFoundError" or kind == "PermissionError":
            if message[:7] == "[Errno ":
                return ": there are no files here, keep data in variables or in io.StringIO"
        if kind == "NameError" and len_(parts) >= 3 and parts[0] == "name ":
            if parts[2][:2] != " i" or parts[-1][-7:] != "defined":
                return ""
            if parts[1] in modules:
                return ". Did you forget to import '" + parts[1] + "'?"
            return meant(parts[1], list_(user) + builtin_names)
        if kind == "ImportError" and len_(parts) == 5 and parts[3] in modules:
            return meant(parts[1], names_of(modules[parts[3]]))
        if kind == "AttributeError" and len_(parts) == 5:
            if parts[0] == "module ":
                owner = modules.get(parts[1])
            else:
                owner = builtin_types.get(parts[1]) or user.get(parts[1])
            # Of other objects, looking for names would run code of the user's.
            if type_(owner) is type_ or type_(owner) is module_type:
                return meant(parts[3], names_of(owner))
        return ""

    # Called for each annotation of a class body (src/vm/lower/definitions.rs), where `locals()` is the class's.
    def annotate(name, hint):
        namespace = locals_()
        hints = namespace.get("__annotations__")
        if hints is None:
            hints = namespace["__annotations__"] = OrderedDict()
        hints[name] = hint

    # Called for each member of an enumeration, likewise.
    def member(name):
        namespace = locals_()
        order = namespace.get("__order__")
        if order is None:
            order = namespace["__order__"] = []
        order.append(name)

    names = dict(added_exceptions)  # noqa: F821
    names.update(modules["_types"].BUILTINS)
    names.update(modules["_lowered"].names())
    names.update(
        {
            "__annotate__": annotate,
            "__member__": member,
            "__import__": import_module,
            "__build_class__": build_class,
        }
    )
    return names, hint
