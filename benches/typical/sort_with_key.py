"""Sorts 10,000 records by two keys."""

records = [{"id": i, "score": i * 7919 % 10007, "group": i % 13} for i in range(10000)]
records.sort(key=lambda record: (record["group"], -record["score"]))
by_score = sorted(records, key=lambda record: record["score"], reverse=True)
print(records[0]["id"], records[-1]["id"], by_score[0]["score"])
