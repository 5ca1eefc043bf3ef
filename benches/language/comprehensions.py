"""Comprehensions, generators and slices."""

numbers = [n * n % 1009 for n in range(20000)]
evens = [n for n in numbers if not n & 1]
pairs = {n: n % 7 for n in evens[:3000]}
print(sum(n for n in numbers if n > 500), len(evens), len(pairs), sum(numbers[100:9000]))
