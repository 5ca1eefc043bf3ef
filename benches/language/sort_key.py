"""Sorts by a key of Python's own."""

rows = [{"name": f"n{i * 31 % 997}", "value": i * 7919 % 10007} for i in range(1500)]
rows.sort(key=lambda row: row["value"])
print(
    rows[0]["value"],
    sorted(r["name"] for r in rows)[:3],
    max(rows, key=lambda r: r["value"])["value"],
)
