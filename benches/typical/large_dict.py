"""Builds a dictionary of 50,000 keys and reads it."""

squares = {}
for i in range(50000):
    squares[f"key{i}"] = i
total = 0
for key, value in squares.items():
    total += value + len(key)
print(len(squares), total, squares["key49999"], next(iter(squares)))
