"""Groups 5,000 rows of a query."""

from collections import defaultdict

result = read_only_sql_query("shop", "select region, product, amount from sales")
totals = defaultdict(float)
numbers = defaultdict(int)
for row in result["rows"]:
    totals[row["region"]] += row["amount"]
    numbers[row["region"]] += 1
for region in sorted(totals):
    print(region, numbers[region], round(totals[region] / numbers[region], 2))
