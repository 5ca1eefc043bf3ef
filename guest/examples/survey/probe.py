# Finds addresses by experiment: does something that changes a field, and looks which static words
# show it. Runs in the artifact itself, unchanged, after three names are set: static data lies between
# LOW and HIGH, the stack between HIGH and LIMIT. Prints lines: an entry, then the addresses that it
# can have. The heap must be large: the collector is not to be trusted here, so it is off.

import builtins
import gc
import host
import machine
import micropython
import uctypes

gc.disable()
words, halves, octets = machine.mem32, machine.mem16, machine.mem8
CAPACITY = HIGH - LOW
found = [0] * CAPACITY
count = 0


# Allocates nothing: the heap may be locked, and its own fields are looked for.
def look(memory, step, value):
    global count
    count = 0
    at = LOW
    while at < HIGH:
        if memory[at] == value and count < CAPACITY:
            found[count] = at
            count += 1
        at += step


def taken():
    return set(found[:count])


def say(name, values):
    print(name, " ".join(str(value) for value in sorted(values)))


def words_now():
    return bytes(uctypes.bytearray_at(LOW, HIGH - LOW))


def word(snapshot, at):
    at -= LOW
    return int.from_bytes(snapshot[at : at + 4], "little")


def changed(before, after, test):
    places = range(LOW, HIGH, 4)
    return [at for at in places if test(word(before, at), word(after, at))]


say("objects.str_type", [id(str)])
say("objects.bytes_type", [id(bytes)])
say("qstr.__del__", [id("__del__") >> 3])


# Maps: header with the count above three flags, capacity, table of names and modules.
def is_map(at):
    used, table = words[at] >> 3, words[at + 8]
    if not 0 < used <= words[at + 4] < 100 or not LOW <= table < HIGH:
        return False
    return all(words[table + 8 * entry] & 7 == 2 for entry in range(used))


tables = [at for at in range(LOW, HIGH - 8, 4) if is_map(at)]
maps = set()
for name in ("host", "machine", "uctypes", "vfs"):
    look(words, 4, id(name))
    for entry in taken():
        for at in tables:
            first = words[at + 8]
            inside = first <= entry < first + 8 * (words[at] >> 3) and (entry - first) % 8 == 0
            if inside and words[entry + 4] == id(__import__(name)):
                maps.add(at)
say("objects.module_maps", maps)

# Dictionaries of the running frame. A function brings its own globals, but not its own locals.
mine, others = globals(), {}
ours = {"look": look, "taken": taken, "words": words, "mine": mine, "others": others, "id": id}
exec("look(words, 4, id(others))\nplaces = taken()", ours, others)
say("state.dict_locals", others["places"])
exec("look(words, 4, id(mine))\nplaces = taken()", ours, others)
say("state.dict_globals", others["places"])


# Each running function has a handler, lower in the stack than its caller's.
def one_deeper():
    return words_now()


def two_deeper():
    return one_deeper()


one, two, three = words_now(), one_deeper(), two_deeper()
places = changed(one, two, lambda a, b: HIGH < b < a < LIMIT)
say("state.nlr_top", [at for at in places if HIGH < word(three, at) < word(two, at)])

look(words, 4, 40000)
say("state.stack_limit", taken())

# The lowest bit says that a collection runs; locks count above it.
micropython.heap_lock()
look(halves, 2, 2)
micropython.heap_unlock()
once = taken()
micropython.heap_lock()
micropython.heap_lock()
look(halves, 2, 4)
micropython.heap_unlock()
micropython.heap_unlock()
say("state.gc_lock_depth", once & taken())

level = micropython.opt_level()
places = None
for value in (2, 3, 1):
    micropython.opt_level(value)
    look(words, 4, value)
    places = taken() if places is None else places & taken()
micropython.opt_level(level)
say("state.opt_level", places)

# Callbacks: the scheduler is idle (1), or locked (-1) while one runs; more wait meanwhile.
look(halves, 2, 1)
idle = taken()
locked = waiting = None
turns = []


def nothing(_):
    pass


def callback(_):
    global locked, waiting
    look(halves, 2, 0xFFFF)
    locked = taken()
    micropython.schedule(nothing, None)
    look(octets, 1, 1)
    one = taken()
    micropython.schedule(nothing, None)
    look(octets, 1, 2)
    waiting = one & taken()


micropython.schedule(callback, None)
for _ in range(100):
    pass
say("state.sched_state", idle & locked)
say("state.sched_len", waiting)

# The index of the queue moves by one with each callback.
places = None
for _ in range(6):
    before = words_now()
    micropython.schedule(nothing, None)
    for _ in range(100):
        pass
    after = words_now()
    moved = set()
    for at in range(HIGH - LOW):
        one, two = before[at], after[at]
        if two == one + 1 or two == 0 and 0 < one < 16:
            moved.add(LOW + at)
    places = moved if places is None else places & moved
say("state.sched_idx", places)

before = words_now()
builtins.survey = 1
places = changed(before, words_now(), lambda a, b: a == 0 and b > HIGH)
say("state.builtins_override", [at for at in places if words[words[at]] == id(dict)])

before = words_now()
try:
    host.call("survey", "")
except Exception:
    pass
after = words_now()
say("state.host_buffer", changed(before, after, lambda a, b: a == 0 and b > HIGH))
say("state.host_buffer_capacity", changed(before, after, lambda a, b: a == 0 and 0 < b < 100000))

# The heap: two adjacent words are as far apart as all blocks are long, and an object lies between.
total = gc.mem_alloc() + gc.mem_free()
pools = []
for at in range(LOW, HIGH - 4, 4):
    first, last = words[at], words[at + 4]
    if first <= id(found) < last and abs(last - first - total) < 1024:
        pools.append(at)
say("state.gc_pool_start", pools)
say("state.gc_pool_end", [at + 4 for at in pools])
pool = words[pools[0]]
size = words[pools[0] + 4] - pool
tables, lengths, finalisers = [], [], []
for at in range(LOW, HIGH - 8, 4):
    table, length, bits = words[at], words[at + 4], words[at + 8]
    if length and 0 <= length * 64 - size < 64 and 0 <= bits - table - length < 16:
        tables.append(at)
say("state.gc_table", tables)
say("state.gc_table_len", [at + 4 for at in tables])
say("state.gc_finalisers", [at + 8 for at in tables])

# A snapshot is itself a long object, behind the one before it.
grown = (HIGH - LOW + 15) // 16
places = None
for bytes_ in (500000, 700000):
    piece = bytearray(bytes_)
    block = (uctypes.addressof(piece) + bytes_ - 1 - pool) // 16
    now = words_now()
    near = {at for at in range(LOW, HIGH, 4) if block <= word(now, at) < block + grown + 200}
    places = near if places is None else places & near
say("state.gc_last_used", places)

# The search for one block goes on where the last one was found, four blocks to a byte.
places = None
kept = []
for _ in range(4):
    for _ in range(2000):
        kept.append(object())
    start = (id(kept[-1]) - pool) // 64
    now = words_now()
    near = {at for at in range(LOW, HIGH, 4) if start <= word(now, at) < start + 50}
    places = near if places is None else places & near
say("state.gc_search_start", places)

look(halves, 2, 0)
off = taken()
gc.enable()
look(halves, 2, 1)
on = taken()
gc.disable()
look(halves, 2, 0)
say("state.gc_auto_collect", off & on & taken())

gc.threshold(12345 * 16)
look(words, 4, 12345)
places = taken()
gc.threshold(23456 * 16)
look(words, 4, 23456)
say("state.gc_alloc_threshold", places & taken())
gc.threshold(-1)

before = words_now()
piece = bytearray(16 * 5000)
after = words_now()
say("state.gc_alloc_amount", changed(before, after, lambda a, b: 5000 <= b - a - grown < 5100))
