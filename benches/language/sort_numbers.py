"""Sorts numbers and pairs of them."""

numbers = [i * 7919 % 10007 for i in range(4000)]
pairs = [(n % 10, n) for n in numbers]
numbers.sort()
pairs.sort()
print(numbers[::1][:3], pairs[:3], sorted(numbers, reverse=True)[:3])
