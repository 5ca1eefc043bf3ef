"""Writes 300 rows as CSV, and reads them back."""

import csv
import io

rows = [
    {
        "id": i,
        "name": "Item %d" % i,
        "price": i * 1.25,
        "note": 'a "b", c' if i % 10 == 0 else "plain",
    }
    for i in range(300)
]
out = io.StringIO()
writer = csv.DictWriter(out, fieldnames=["id", "name", "price", "note"])
writer.writeheader()
writer.writerows(rows)
back = list(csv.DictReader(io.StringIO(out.getvalue())))
print(len(back), back[10]["note"], sum(float(row["price"]) for row in back))
