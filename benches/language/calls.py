"""Calls of functions and methods, with defaults and keywords."""


class Counter:
    def __init__(self):
        self.count = 0

    def add(self, amount, times=1):
        self.count += amount * times
        return self


def apply(counter, amount, *, times):
    return counter.add(amount, times=times)


counter = Counter()
for i in range(6000):
    counter.add(i)
    apply(counter, 1, times=i % 3)
print(counter.count)
