numbers = []
seed = 42
for _ in range(10000):
    seed = (seed * 1109 + 12345) % 65536
    numbers.append(seed)
numbers.sort()
by_digits = sorted(numbers, key=lambda number: number % 1000)
print(numbers[0], numbers[5000], numbers[-1], by_digits[0] % 1000, by_digits[-1] % 1000)
