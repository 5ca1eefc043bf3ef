"""Floating-point arithmetic: a body that falls through the air."""

import math

height, speed, time = 1000.0, 0.0, 0.0
while height > 0.0:
    drag = 0.0005 * speed * speed
    speed += (9.81 - drag) * 0.001
    height -= speed * 0.001
    time += 0.001
print(int(time), int(math.sqrt(speed)))
