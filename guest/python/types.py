# Runs once, before `library.py`, while the image is built: gives the built-in types the methods that `lib/_types.py`
# names.
#
# A type (`mp_obj_type_t`) is eight bytes, twelve bytes that say which of the words behind them is for what (the last one:
# the dictionary of methods), and these words. A type that has no word for its methods uses one of another type's:
# the byte leads up to 1,036 bytes further, and the static dictionary of a type whose methods are replaced is not read again.


def install_types(source, numbers, call):
    import machine
    import _builtins

    words = machine.mem32
    bytes_at = machine.mem8
    function_type = int(call("address", "native_function"))
    spare = []
    # (`int` is not what it was when it has got another constructor.)
    container_slots = int(call("address", "container_slots"))
    views = [int(call("address", name + "_type")) for name in source.VIEWS]

    source_functions = source.FUNCTIONS
    kinds = {}
    for types, _ in source.TYPES:
        kinds[types[0].__name__] = types[0]

    # A function that the worker computes. Behind it stands the library's or else the interpreter's own.
    def native(name):
        function = [].append
        kind, method = name.split(".")
        original = checked = None
        if kind in kinds and bytes_at[id(kinds[kind]) + 19]:
            original = kinds[kind].__dict__.get(method)
            # Taken from the type, it checks what it is called with.
            checked = getattr(kinds[kind], method, None)
        elif kind == "builtins":
            original = checked = getattr(_builtins, method, None)
        fallback = source.FALLBACKS.get(name, checked)
        code = source.PLAIN.get(method) if kind == "str" else None
        if name in source_functions:
            fallback, code = source_functions[name]
        words[id(function)] = function_type
        words[id(function) + 4] = numbers[name] << 1 | 1 if name in numbers else 0
        words[id(function) + 8] = 0 if fallback is None else id(fallback)
        plain = None
        if original is not None and code is not None:
            # Types of functions with one, two or any number of arguments.
            count = (24140, 24068, 24092).index(words[id(original)])
            plain = original, code, count, words[id(original) + (4 if count else 8)]
        words[id(function) + 12] = 0 if plain is None else id(plain)
        return classmethod(function) if name in source.CLASS_METHODS else function

    # Gives a type, and those that use the same dictionary, a larger one.
    def extend(types, names):
        base = id(types[0])
        index = bytes_at[base + 19]
        methods = {}
        if index:
            old = words[base + 16 + 4 * index]
            methods.update(types[0].__dict__)
            if old < 71040:
                spare.extend(range(old, old + 16, 4))
        methods.update(names)
        # It cannot be changed.
        words[id(methods) + 4] |= 2
        for kind in types:
            base = id(kind)
            index = bytes_at[base + 19]
            if not index:
                places = [at for at in spare if 0 <= at - base - 20 <= 1016]
                spare.remove(places[0])
                index = (places[0] - base - 16) // 4
                bytes_at[base + 19] = index
            words[base + 16 + 4 * index] = id(methods)
        return methods

    names = {}
    for name in list(numbers) + list(source_functions):
        kind, name = name.split(".")
        names.setdefault(kind, {})[name] = native(kind + "." + name)
    source.BUILTINS.update(names.pop("builtins", {}))
    table = int(call("address", "join_functions"))
    for number, kind in enumerate(("str", "bytes")):
        words[table + 4 * number] = id(names[kind]["join"])
    words[int(call("address", "not_in_list"))] = id(source.REFUSALS[0])
    # There is no worker yet, which makes numbers of texts for the new int(): so the addresses before it.
    constructors = int(call("address", "constructors"))
    # Referred to by static memory, which the collector does not know.
    kept = [source.STATIC_HOOKS, source.REFUSALS, source.CONSTRUCTORS]
    tables = [(int(call("address", name)), hooks) for name, hooks in source.STATIC_HOOKS]
    for table, hooks in tables:
        for number, hook in enumerate(hooks):
            words[table + 4 * number] = id(hook)
    for types, more in source.TYPES:
        base, more = more if isinstance(more, tuple) else (None, more)
        added = {} if base is None else dict(base.__dict__)
        added.update(more)
        for kind in types:
            added.update(names.get(kind.__name__, {}))
        kept.append(extend(types, added))
    for number, (kind, place) in enumerate(source.SLOTS):
        base = id(kind)
        places = [at for at in spare if 0 <= at - base - 20 <= 1016]
        spare.remove(places[0])
        words[places[0]] = words[container_slots + 4 * number]
        bytes_at[base + place] = (places[0] - base - 16) // 4
    for (name, methods), base in zip(source.VIEWS.items(), views):
        methods = dict(methods)
        kept.append(methods)
        words[id(methods) + 4] |= 2
        # A name's number is its object's word without the last three bits. 8: it may equal objects of other types.
        words[base + 4] = id(name) >> 3 << 16 | 8
        words[base + 36] = id(methods)
    for number, (kind, function) in enumerate(source.CONSTRUCTORS):
        base = id(kind)
        words[base + 16 + 4 * bytes_at[base + 8]] = words[constructors + 4 * number]
        words[constructors + 4 * number] = id(function)
    return kept


# Makes `sys.stdout` and the like attributes that can be assigned to, and print() see that. Returns a function that undoes
# assignments, and what has to be kept.
def install_streams(attributes, call):
    import machine
    import _builtins
    import _functions
    import _types

    words = machine.mem32
    native = _builtins.print
    print_to, assign, restore, printers = _functions.streams(attributes)
    printer = [].append
    words[id(printer)] = int(call("address", "print_function"))
    words[id(printer) + 4] = id(native)
    words[id(printer) + 8] = id(print_to)
    words[id(printer) + 12] = 0
    printers.append(printer)
    _types.BUILTINS["print"] = printer
    words[int(call("address", "assign_stream"))] = id(assign)
    names = int(call("address", "print_keywords"))
    words[names] = id("sep")
    words[names + 4] = id("end")
    return restore, assign
