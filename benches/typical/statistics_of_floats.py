"""Mean, median and deviation of 5,000 floats."""

import statistics

values = [(i * 7919 % 10007) / 10.0 for i in range(5000)]
print(
    round(statistics.mean(values), 6), statistics.median(values), round(statistics.stdev(values), 6)
)
