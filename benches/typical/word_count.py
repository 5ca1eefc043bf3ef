"""Counts the words of 100 KB of text."""

from collections import Counter

WORDS = "the quick brown fox jumps over the lazy dog while seven other animals look on in silence".split()
text = " ".join(WORDS[(i * i + i // 7) % len(WORDS)] for i in range(200)) + ". "
text = text * (100_000 // len(text) + 1)

counts = Counter(text.lower().replace(".", "").split())
print(len(text), sum(counts.values()), counts.most_common(3))
