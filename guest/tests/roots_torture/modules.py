# json, re, exec, eval, and what they allocate while C code holds the only reference.
import gc
import json
import re

value = {"list": [1, 2.5, None, True, {"deep": ["x" * 50] * 3}], "text": "quote\" \\ \n", "n": -12}
for _ in range(3):
    value = json.loads(json.dumps(value))
    gc.collect()
print(json.dumps(value["list"]), value["text"], sorted(value))
print(json.loads("[" + ",".join('{"k%d": [%d, "v%d"]}' % (i, i, i) for i in range(SCALE)) + "]")[-1])
for broken in ("[1, 2", "{'a': 1}", ""):
    try:
        json.loads(broken)
    except ValueError:
        gc.collect()
        print("refused", broken)
swap = re.compile(r"(\w+)-(\d+)")
print(swap.sub(lambda m: (gc.collect(), m.group(2) + ":" + m.group(1))[1], "foo-1 bar-22 baz-333"))
match = re.match(r"(a+)(b*)(c|d)", "aaabbd")
gc.collect()
print(match.group(0), match.group(1), match.group(2), match.group(3))
print(re.compile("[,;] *").split("a, b;c,  d"), re.search("x(.)z", "--xyz--").group(1))
scope = {"gc": gc}
exec("def h(a):\n  gc.collect()\n  return [a] * 3\nclass K:\n  v = [str(i) for i in range(3)]\n", scope)
gc.collect()
print(scope["h"]("q" + str(1)), scope["K"].v, scope["K"]().v[1])
for i in range(5 + SCALE // 4):
    source = "[x * %d + y for x in range(3) for y in (1, %d)]" % (i, i)
    code = compile(source, "<made>", "eval")
    gc.collect()
    print(eval(code), eval("lambda a, b=[%d]: [a, b]" % i)(str(i)))
exec("\n".join("v%d = ['v' + str(%d)]" % (i, i) for i in range(SCALE)) + "\nprint(v1, v2)")
print(isinstance(value, dict), [type(x).__name__ for x in value["list"]], dir(match) != [], callable(swap.sub))
