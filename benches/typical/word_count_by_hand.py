"""The same with a loop of the program's own, over 50 KB."""

WORDS = "the quick brown fox jumps over the lazy dog while seven other animals look on in silence".split()
text = " ".join(WORDS[(i * i + i // 7) % len(WORDS)] for i in range(200)) + ". "
text = text * (50_000 // len(text) + 1)

counts = {}
for word in text.split():
    word = word.strip(".").lower()
    counts[word] = counts.get(word, 0) + 1
best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
print(len(text), sum(counts.values()), best[:3])
