import json

records = []
for number in range(300):
    tags = ["a", "b", number]
    records.append({"id": number, "name": "item", "half": number / 2, "tags": tags})
total = 0
for record in json.loads(json.dumps(records)):
    total += record["id"] + len(record["tags"])
print(total)
