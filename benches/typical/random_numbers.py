"""A seeded generator and 1,000 numbers."""

import random

random.seed(42)
numbers = [random.random() for _ in range(1000)]
print(round(sum(numbers), 6), random.randint(1, 100), random.sample(range(50), 3))
