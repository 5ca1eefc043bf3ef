"""From samples to medians, ratios and verdicts; as JSON and as Markdown."""

import dataclasses
import math
import statistics

from .figures import GROUPS, SIDES

NAMES = {"existing": "existing", "monty": "Monty", "ours": "ours"}


def p95(samples):
    """The smallest sample that 95 % of them do not exceed."""
    ordered = sorted(samples)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


def p5(samples):
    """The greatest sample that 95 % of them are not below, for what is better when higher."""
    return -p95([-sample for sample in samples])


def summary(figure, samples, problems):
    """One row: of each side the median and p95, the ratios of ours to theirs, the goal."""
    bad_end = p5 if figure.higher_is_better else p95
    sides = {}
    for side in SIDES:
        if samples.get(side):
            values = samples[side]
            sides[side] = {
                "median": statistics.median(values),
                "p95": bad_end(values),
                "count": len(values),
                "samples": [float(f"{value:.5g}") for value in values],
            }
        if side in problems:
            sides.setdefault(side, {})["problem"] = problems[side]
    row = {
        "key": figure.key,
        "title": figure.title,
        "group": figure.group,
        "unit": figure.unit,
        "higher_is_better": figure.higher_is_better,
        "sides": sides,
        "ratios": {},
    }
    ours = sides.get("ours", {}).get("median")
    for side in SIDES[:-1]:
        theirs = sides.get(side, {}).get("median")
        if ours is not None and theirs:
            row["ratios"][side] = ours / theirs
    if figure.goal:
        row["goal"] = dataclasses.asdict(figure.goal) | {"times": figure.goal.times}
    return row


def judge(rows):
    """Completes each goal: whether it is met, in its own unit and as a ratio; `None` if that is
    not known."""
    medians = {
        (row["key"], side): found["median"]
        for row in rows
        for side, found in row["sides"].items()
        if "median" in found
    }
    for row in rows:
        goal, ours = row.get("goal"), medians.get((row["key"], "ours"))
        if goal is None:
            continue
        theirs = medians.get((goal["row"] or row["key"], goal["than"]))
        goal["met"] = None if ours is None else ours <= goal["most"]
        goal["ratio"] = ours / theirs if ours is not None and theirs else None
        known = goal["ratio"] is not None and goal["times"] is not None
        goal["met_by_ratio"] = goal["ratio"] <= goal["times"] if known else None


def markdown(report):
    """The whole report as text."""
    machine, lines = report["machine"], ["# Side by side", ""]
    dirty = ", with changes" if machine["dirty"] else ""
    lines += [
        f"{machine['cores']} cores of {machine['cpu']}, {machine['kernel']}; {machine['date']}; "
        f"commit {machine['commit']}{dirty}; {report['rounds']} rounds"
        + (", quick: too few samples to be quoted." if report["quick"] else "."),
        "",
    ]
    for name, versions in report["versions"].items():
        listed = ", ".join(f"{package} {version}" for package, version in versions.items())
        lines.append(f"- {name}: {listed}")
    lines += ["", report["notes"]]
    for group, title in GROUPS.items():
        rows = [row for row in report["figures"] if row["group"] == group]
        if rows:
            lines += [f"## {title}", "", *_table(rows), ""]
    return "\n".join(lines)


def _table(rows):
    shown = [side for side in SIDES if any(side in row["sides"] for row in rows)]
    compared = [side for side in shown if side != "ours" and "ours" in shown]
    head = ["figure", *(NAMES[side] for side in shown)]
    head += [f"ours / {NAMES[side]}" for side in compared]
    head += ["goal", "met", "goal as a ratio", "met"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for row in rows:
        title = f"{row['title']}, {row['unit']}" if row["unit"] else row["title"]
        cells = [title, *(_cell(row["sides"].get(side)) for side in shown)]
        cells += [_ratio(row["ratios"].get(side)) for side in compared]
        cells += _goal_cells(row.get("goal"))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _goal_cells(goal):
    if goal is None:
        return [""] * 4
    cells = [f"≤ {_number(goal['most'])}", _verdict(goal["met"])]
    if goal["times"] is None:
        return [*cells, goal["known"], ""]
    peer = " ".join(word for word in (NAMES[goal["than"]], goal["known"]) if word)
    verdict = _verdict(goal["met_by_ratio"])
    ratio = _ratio(goal["ratio"])
    return [
        *cells,
        f"≤ {_ratio(goal['times'])} × {peer}",
        f"{verdict}, {ratio}" if ratio else verdict,
    ]


def _cell(side):
    """Median, after a slash p95 where there is more than one sample, and what went wrong."""
    if side is None:
        return ""
    if "median" not in side:
        return side["problem"]
    text = _number(side["median"])
    if side["count"] > 1:
        text += f" / {_number(side['p95'])}"
    return f"{text}, then {side['problem']}" if "problem" in side else text


def _number(value):
    """With two to three digits that count."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(digits, 4)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ratio(value):
    return "" if value is None else f"{value:.2f}" if value >= 0.095 else f"{value:.3f}"


def _verdict(met):
    return {True: "met", False: "**not met**", None: "not known"}[met]
