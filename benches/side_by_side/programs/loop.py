total = 0
for number in range(1, 1000001):
    total ^= number
print(total)
