"""A loop over small numbers."""

total = 0
for i in range(150000):
    if i % 3 == 0:
        total += i & 7
    else:
        total -= 1
print(total)
