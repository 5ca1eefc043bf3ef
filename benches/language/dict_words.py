"""Counts words in dictionaries with texts for keys."""

words = ("the quick brown fox jumps over the lazy dog and runs " * 300).split()
counts = {}
for word in words:
    counts[word] = counts.get(word, 0) + 1
lengths = {}
for word in counts:
    lengths.setdefault(len(word), []).append(word)
print(sorted(counts.items()), sorted(lengths))
