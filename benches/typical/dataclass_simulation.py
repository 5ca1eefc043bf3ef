"""Particles in a box, as dataclasses."""

from dataclasses import dataclass, field


@dataclass
class Vector:
    x: float
    y: float

    def plus(self, other, factor):
        return Vector(self.x + other.x * factor, self.y + other.y * factor)


@dataclass
class Particle:
    name: str
    position: Vector
    velocity: Vector
    trace: list = field(default_factory=list)

    def step(self, seconds):
        self.position = self.position.plus(self.velocity, seconds)
        if not 0 <= self.position.x <= 100:
            self.velocity.x = -self.velocity.x
        if not 0 <= self.position.y <= 100:
            self.velocity.y = -self.velocity.y
        self.trace.append(self.position)


particles = [
    Particle(f"p{i}", Vector(float(i * 7 % 100), float(i * 13 % 100)), Vector(i % 5 - 2.0, 1.5))
    for i in range(40)
]
for _ in range(100):
    for particle in particles:
        particle.step(0.5)
total = sum(particle.position.x for particle in particles)
print(f"{total:.3f}", particles[3].position, len(particles[0].trace))
