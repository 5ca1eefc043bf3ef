"""10,000 f-strings with widths, precisions and separators."""

lines = []
for i in range(10000):
    lines.append(f"{i:>6}: {i / 7:.3f} {i * 1000:,} {'even' if i % 2 == 0 else 'odd'!r}")
print(len(lines), lines[9999], sum(len(line) for line in lines))
