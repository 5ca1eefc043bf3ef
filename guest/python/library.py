# Runs once, before `bootstrap.py`, while the image is built: imports the modules of `lib/`.
#
# The host answers five calls (src/boot.rs): "list" (names), "added" (names and addresses), "address" (of a name), "stat" (what a path of
# the library is) and "source" (the text of a file). Modules stay in `sys.modules`, so that `import` finds them at once.


def load():
    import gc
    import host
    import io
    import machine
    import sys
    import uctypes
    import vfs

    call = host.call
    words = machine.mem32

    # What stays is to lie close together. (Where every allocation collects it would take forever.)
    threshold = call("list", "threshold")
    if threshold:
        gc.threshold(int(threshold))
    else:
        gc.disable()

    # While it is set, the interpreter's own modules are found instead of files.
    hidden = True

    class Library:
        def mount(self, readonly, mkfs):
            pass

        def umount(self):
            pass

        def stat(self, path):
            kind = call("stat", path)
            if hidden or kind == "":
                raise OSError(2)
            return (0x4000 if kind == "folder" else 0x8000, 0, 0, 0, 0, 0, 0, 0, 0, 0)

        def open(self, path, mode):
            return io.StringIO(call("source", path))

    vfs.mount(Library(), "/lib")
    sys.path[:] = ["/lib"]

    # A module of the interpreter's own stays available to the library, with an underscore.
    for name in call("list", "builtin").split():
        sys.modules["_" + name] = __import__(name)
    hidden = False

    # Each function of the worker is a bound method of one built-in function, whose first argument is its number.
    # The interpreter calls the worker from `uctypes.sizeof` (patches/native.wat), with any arguments.
    door = uctypes.sizeof
    words[id(door) + 4] = 0xFFFF << 1
    native = __import__("_native")
    numbers = {}
    for number, name in enumerate(call("list", "native").split()):
        if "." in name:
            numbers[name] = number
            continue
        method = [].append
        words[id(method) + 4] = id(door)
        words[id(method) + 8] = number << 1 | 1
        setattr(native, name, method)
    methods = call("list", "texts").split()
    for at in range(0, len(methods), 2):
        numbers[methods[at]] = int(methods[at + 1])
    # Functions that were added to the interpreter are objects in static memory (artifact.toml). An address becomes a
    # reference in the items of a list.
    added = call("added", "").split()
    for at in range(0, len(added), 2):
        cell = [None]
        words[words[id(cell) + 12]] = int(added[at + 1])
        setattr(native, added[at], cell[0])

    # Exceptions that the interpreter lacks are copies of its type objects, of 36 bytes, with other names and bases.
    exceptions = __import__("_exceptions")
    builtin = sys.modules["_builtins"]
    kept = []
    made = {}

    def named(name):
        return made[name] if name in made else getattr(builtin, name)

    def reference(address):
        cell = [None]
        words[words[id(cell) + 12]] = address
        return cell[0]

    # The words that stand for names; only names of attributes are sure to be such.
    class Names:
        pass

    def word(name):
        setattr(Names, name, None)
        return [id(key) for key in Names.__dict__ if key == name][0]

    address = int(call("address", "exception_types"))
    for name, base in exceptions.TYPES:
        if isinstance(base, tuple):
            base = tuple([named(one) for one in base])
            kept.append(base)
        else:
            base = named(base)
        for at in range(0, 36, 4):
            words[address + at] = words[id(OSError) + at]
        words[address + 4] = word(name) >> 3 << 16
        words[address + 32] = id(base)
        made[name] = reference(address)
        setattr(builtin, name, made[name])
        address += 36
    for name in ("EnvironmentError", "IOError"):
        made[name] = OSError
        setattr(builtin, name, OSError)
    address = int(call("address", "errno_types"))
    for number, name in exceptions.ERRNO:
        words[address] = number << 1 | 1
        words[address + 4] = id(made[name])
        address += 8
    address = int(call("address", "exception_names"))
    for name in (
        "filename",
        "filename2",
        "slots",
        "metaclass",
        "__cause__",
        "__context__",
        "__suppress_context__",
        "__traceback__",
    ):
        words[address] = word(name)
        address += 4

    # What the core asks of `_objects`.
    objects = __import__("_objects")
    for name, thing in (
        ("absent", objects.ABSENT),
        ("argument_text", objects.argument_text),
        ("exception_text", objects.exception_text),
        ("group_made", objects.group_made),
        ("more_attributes", objects.MORE),
        ("native_new", __import__("_classes").native_new),
        ("qualified_name", objects.qualified_name),
    ):
        words[int(call("address", name))] = id(thing)
        kept.append(thing)

    # Methods of `object`. The second slot of its type is the dict of them.
    methods_of_object = dict(object.__dict__)
    methods_of_object.update(objects.OBJECT)
    words[id(object) + 24] = id(methods_of_object)
    kept.append(methods_of_object)

    # What the interpreter would find before the file is imported by another name.
    for name in call("list", "fixed").split():
        module = __import__(name + "_")
        module.__name__ = name
        del sys.modules[name + "_"]
        sys.modules[name] = module
    # What the core asks of `_classes` (patches/hook.wat); the first four take one argument, the others two.
    import _classes

    hooks = (
        _classes.class_iter,
        _classes.class_len,
        _classes.class_repr,
        _classes.mapping_items,
        _classes.class_getitem,
        _classes.class_contains,
        _classes.class_or,
        _classes.class_check,
        _classes.instance_check,
    )
    table = int(call("address", "hooks"))
    for number, hook in enumerate(hooks):
        words[table + 4 * number] = id(hook)

    for name in call("list", "library").split():
        if name not in sys.modules:
            __import__(name)
            gc.collect()

        if name not in sys.modules:
            raise ImportError(name)

    # `sys` gets a table with more names. It can still not be written to (bit 1), and is searched by hashes (bit 2).
    attributes = dict(sys.__dict__)
    attributes.update(sys.modules["_system"].ATTRIBUTES)
    old, new = id(sys.__dict__), id(attributes)
    words[old + 4] = words[new + 4] & ~4 | 2
    words[old + 8] = words[new + 8]
    words[old + 12] = words[new + 12]

    words[int(call("address", "private_globals"))] = id(globals())
    restored = install_streams(attributes, call)
    # From here on numbers are not made of texts any more: there is no worker yet.
    methods = install_types(sys.modules["_types"], numbers, call)
    vfs.umount("/lib")
    gc.enable()
    gc.threshold(-1)
    return hooks + tuple(kept), attributes, methods, restored, made


# Referred to by static memory, which the collector does not know: the bootstrap keeps them.
core_hooks, system_attributes, type_methods, restored_streams, added_exceptions = load()
