keys = ["k" + str(number) for number in range(500)]
table = {}
for number in range(50000):
    table[number % 2000] = number
    if number % 3 == 0:
        table.pop((number * 7) % 2000, None)
    key = keys[number % 500]
    table[key] = table.get(key, 0) + 1
total = 0
for value in table.values():
    total += value
print(len(table), total)
