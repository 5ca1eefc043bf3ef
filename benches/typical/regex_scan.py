"""Finds addresses and dates in 50 KB of text."""

import re

line = "2024-03-%02d user%d@example.com logged in from 10.0.%d.%d with code %d; nothing to report\n"
text = "".join(line % (i % 28 + 1, i, i % 7, i % 250, i * 37) for i in range(600))[:50_000]
addresses = re.findall(r"[\w.]+@[\w.]+\.\w+", text)
days = {m.group("day") for m in re.finditer(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", text)}
print(len(text), len(addresses), len(days), re.sub(r"\d+", "#", text[:60]))
