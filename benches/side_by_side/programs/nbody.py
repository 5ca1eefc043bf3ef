# Position, velocity and mass of five bodies.
bodies = [
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47],
    [4.84, -1.16, -0.10, 0.606, 2.81, -0.02, 0.037],
    [8.34, 4.12, -0.40, -1.01, 1.82, 0.008, 0.011],
    [12.89, -15.11, -0.22, 1.08, 0.868, -0.010, 0.0017],
    [15.37, -25.9, 0.179, 0.979, 0.594, -0.034, 0.0020],
]


def advance(bodies, dt, steps):
    count = len(bodies)
    for _ in range(steps):
        for i in range(count):
            a = bodies[i]
            for j in range(i + 1, count):
                b = bodies[j]
                dx = a[0] - b[0]
                dy = a[1] - b[1]
                dz = a[2] - b[2]
                square = dx * dx + dy * dy + dz * dz
                force = dt / (square * square**0.5)
                for axis, d in ((3, dx), (4, dy), (5, dz)):
                    a[axis] -= d * b[6] * force
                    b[axis] += d * a[6] * force
        for body in bodies:
            for axis in (0, 1, 2):
                body[axis] += dt * body[axis + 3]


advance(bodies, 0.001, 80)
print([int(body[0] * 1000000) for body in bodies])
