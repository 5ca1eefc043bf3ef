# Comes before bootstrap.py and is executed with it.


# The functions that guest/artifact.toml adds to the interpreter, by name. Objects in static memory, which
# the boot host knows the addresses of; an address becomes a reference in the items of a list.
def natives(host_call):
    from machine import mem32

    words = host_call("natives", "").split()
    found = {}
    for at in range(0, len(words), 2):
        cell = [None]
        mem32[mem32[id(cell) + 12]] = int(words[at + 1])
        found[words[at]] = cell[0]
    return found
