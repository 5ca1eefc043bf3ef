"""Small dictionaries that come and go, and one of 3,000 keys that changes."""

total = 0
for i in range(6000):
    d = {"a": i, "b": 2}
    d["c"] = d["a"] + d["b"]
    total += len(d)
big = {}
for i in range(3000):
    big[i * 7] = i
for i in range(0, 3000, 2):
    del big[i * 7]
for i in range(3000):
    total += big.get(i * 7, 1)
print(total, len(big))
