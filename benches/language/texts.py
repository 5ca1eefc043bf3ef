"""Builds, splits and searches texts."""

parts = []
for i in range(3000):
    parts.append("item %d" % i + ":" + str(i * i))
text = ",".join(parts)
fields = [part.split(":") for part in text.split(",")]
found = sum(1 for name, value in fields if name.endswith("7") and "9" in value)
print(len(text), found, text.upper().find("ITEM 2999"))
