# A report on the tool library, written as a language model might write it.
#
# It runs inside the sandbox: there is no file and no network here, and the one
# way to the data is read_only_sql_query, which the host answers.
#
#     mpy-supervisor run --db demo=examples/demo.db examples/report.py


def query(sql, params=None):
    answer = read_only_sql_query("demo", sql, params)  # noqa: F821 - given by the host
    if answer.get("error"):
        raise ValueError(answer["error"])
    return answer["rows"]


def heading(text):
    print()
    print(text)
    print("-" * len(text))


def median(numbers):
    numbers = sorted(numbers)
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return (numbers[middle - 1] + numbers[middle]) / 2


counts = query(
    """
    select (select count(*) from tools) as tools,
           (select count(*) from members) as members,
           (select count(*) from loans) as loans
    """
)[0]
print("Tool library, 2025")
print("%(tools)d tools, %(members)d members, %(loans)d loans" % counts)

heading("Most borrowed")
favourites = query(
    """
    select tools.name as tool, count(*) as loans
    from loans join tools on tools.id = loans.tool_id
    group by tools.id order by loans desc, tool limit 5
    """
)
for row in favourites:
    print("%-16s %3d  %s" % (row["tool"], row["loans"], "#" * row["loans"]))

heading("Loans by category")
by_category = query(
    """
    select categories.name as category,
           count(*) as loans,
           sum(returned_on > due_on) as late,
           sum(returned_on is null) as still_out
    from loans
    join tools on tools.id = loans.tool_id
    join categories on categories.id = tools.category_id
    group by categories.id order by loans desc
    """
)
print("%-10s %6s %6s %10s" % ("", "loans", "late", "still out"))
for row in by_category:
    print("%(category)-10s %(loans)6d %(late)6d %(still_out)10d" % row)

heading("How long a tool is away")
days = [
    row["days"]
    for row in query(
        """
        select cast(julianday(returned_on) - julianday(borrowed_on) as integer) as days
        from loans where returned_on is not null
        """
    )
]
print("median %g days, longest %d, over %d loans" % (median(days), max(days), len(days)))

heading("Costs more to mend than it did to buy")
costly = query(
    """
    select tools.name as tool, price_cents, sum(cost_cents) as repairs_cents
    from repairs join tools on tools.id = repairs.tool_id
    group by tools.id having repairs_cents > price_cents * :share
    order by repairs_cents - price_cents desc
    """,
    {"share": 1.0},
)
if not costly:
    print("nothing")
for row in costly:
    print(
        "%-16s bought for %7.2f, mended for %7.2f"
        % (row["tool"], row["price_cents"] / 100, row["repairs_cents"] / 100)
    )
