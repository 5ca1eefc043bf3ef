"""Instances with attributes, properties and operators."""


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    @property
    def norm(self):
        return self.x * self.x + self.y * self.y


total = Vector(0, 0)
for i in range(4000):
    total = total + Vector(i % 5, 1)
print(total.x, total.y, total.norm)
