"""Build examples/demo.db, the tool library that the examples and tests query.

    python examples/make_db.py [PATH]

The rows come from a generator written out below, so every Python version makes the same ones.
"""

import os
import sqlite3
import sys
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent

TOOLS = {
    "Garden": "Hedge trimmer,Wheelbarrow,Lawn aerator,Spade,Seed drill,Loppers,Leaf blower,Scythe",
    "Wood": "Circular saw,Jigsaw,Belt sander,Router,Hand plane,Biscuit joiner,Mitre saw,Clamp set",
    "Metal": "Angle grinder,Tap and die set,Rivet gun,Bench vice,Arc welder,Bolt cutters",
    "House": "Cordless drill,Tile cutter,Wallpaper steamer,Stud finder,Step ladder,Paint sprayer",
    "Bicycle": "Truing stand,Chain whip,Torque wrench,Headset press,Spoke key,Work stand",
    "Kitchen": "Fruit press,Pasta machine,Dehydrator,Preserving pan,Sausage filler,Grain mill",
}
FIRST_NAMES = ["Ada", "Bo", "Chidi", "Dara", "Emil", "Fay", "Gus", "Hana"]
FIRST_NAMES += ["Ines", "Jun", "Kofi", "Lena", "Mo", "Nia", "Otto", "Priya"]
LAST_NAMES = ["Abara", "Brandt", "Castell", "Dunne", "Eriksen", "Fofana", "Gallo", "Hale"]
LAST_NAMES += ["Ito", "Jansen", "Kaur", "Lund"]
STREETS = ["Mill Lane", "Harbour Road", "Orchard Row", "Station Street", "Quarry Hill"]
FAULTS = [
    "blade dull",
    "cable frayed",
    "battery will not charge",
    "handle loose",
    "bearing noisy",
]

FIRST_DAY = date(2025, 1, 6)
LAST_DAY = date(2025, 12, 31)
MEMBERS = 60
LOANS = 420
REPAIRS = 48


class Dice:
    """A linear congruential generator: plain, and the same everywhere for ever."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound

    def pick(self, items):
        return items[self.below(len(items))]


def day(offset):
    return (FIRST_DAY + timedelta(days=offset)).isoformat()


def fill(db):
    dice = Dice(2025)
    days = (LAST_DAY - FIRST_DAY).days

    tools = []
    for category_id, (category, names) in enumerate(TOOLS.items(), 1):
        db.execute("insert into categories values (?, ?)", (category_id, category))
        for name in names.split(","):
            bought_on = date(2019 + dice.below(5), 1 + dice.below(12), 1 + dice.below(28))
            tools.append((name, category_id, bought_on.isoformat(), 900 + 50 * dice.below(400)))
    db.executemany("insert into tools values (null, ?, ?, ?, ?)", tools)

    for _ in range(MEMBERS):
        name = "%s %s" % (dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES))
        joined_on = date(2022 + dice.below(3), 1 + dice.below(12), 1 + dice.below(28))
        db.execute(
            "insert into members values (null, ?, ?, ?)",
            (name, dice.pick(STREETS), joined_on.isoformat()),
        )

    for borrowed in sorted(dice.below(days) for _ in range(LOANS)):
        # The smaller of two throws: some tools and some members are busier than others.
        tool_id = 1 + min(dice.below(len(tools)), dice.below(len(tools)))
        member_id = 1 + min(dice.below(MEMBERS), dice.below(MEMBERS))
        due = borrowed + dice.pick((3, 7, 7, 14))
        returned = borrowed + 1 + dice.below(2 * (due - borrowed))
        db.execute(
            "insert into loans values (null, ?, ?, ?, ?, ?)",
            (
                tool_id,
                member_id,
                day(borrowed),
                day(due),
                day(returned) if returned < days else None,
            ),
        )

    for reported in sorted(dice.below(days) for _ in range(REPAIRS)):
        db.execute(
            "insert into repairs values (null, ?, ?, ?, ?)",
            (1 + dice.below(len(tools)), day(reported), 150 * dice.below(40), dice.pick(FAULTS)),
        )


def build(path):
    """Make the database in a new file and then move it into place, so that a reader sees all or nothing."""
    path = Path(path)
    unfinished = path.with_name(path.name + ".new")
    unfinished.unlink(missing_ok=True)
    db = sqlite3.connect(unfinished)
    with db:
        db.executescript((HERE / "schema.sql").read_text(encoding="utf-8"))
        fill(db)
    db.close()
    os.replace(unfinished, path)
    return path


if __name__ == "__main__":
    print("Wrote", build(sys.argv[1] if len(sys.argv) > 1 else HERE / "demo.db"))
