parts = []
for number in range(4000):
    parts.append("item " + str(number))
text = ", ".join(parts)
words = text.replace("item", "thing").upper().split(", ")
short = ""
for _ in range(300):
    short += "ab"
print(len(text), len(words), words[1234], len(short))
