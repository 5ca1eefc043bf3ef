"""Where the time of a run goes, in the supervisor, its worker and the guest, as text.

    python3 benches/profile.py [--seconds N] PROGRAM_DIRECTORY CODE

repeats a run of CODE for some seconds while perf(1) samples all processors, and prints for each of
the two programs its share by place, and for the worker the share by function of the guest's module.
Build with symbols, where they are in nobody's way:

    CARGO_PROFILE_RELEASE_STRIP=none CARGO_PROFILE_RELEASE_DEBUG=line-tables-only \
        cargo build --release --target-dir target/profile

and PROGRAM_DIRECTORY is target/profile/release. The guest's functions are named if the image is
found below it. `read_only_sql_query()` is answered with one row.
"""

import argparse
import bisect
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

from side_by_side.drivers.supervisor import Client

# A prime, so that samples do not fall in step with what they sample.
SAMPLES_PER_SECOND = 4999
# Shares below are not shown, in percent.
LEAST_SHARE = 1.0
# Where the image's code stands in its file, from which the kernel maps it (the ELF's .text).
TEXT = re.compile(r"\.text\s+PROGBITS\s+[0-9a-f]+\s+([0-9a-f]+)")


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("code")
    given = parser.parse_args()
    client = Client([given.programs / "mpy-supervisor", "serve", "--spare-workers", "0"])
    with tempfile.TemporaryDirectory(prefix="profile") as scratch:
        samples = pathlib.Path(scratch) / "perf.data"
        print(f"{repeat(client, given, samples):,} runs of {given.code!r}\n")
        for program in ("mpy-supervisor", "mpy-worker"):
            print(f"{program}, by place, % of its samples\n")
            for share, where in shares(samples, program):
                print(f"{share:6.2f}  {where}")
            print()
        image = find_image(given.programs)
        if image:
            print("mpy-worker, by function of the guest's module, % of all its samples\n")
            guest = by_function(shares(samples, "mpy-worker", 0, "dso,sym"), image)
            for name, share in guest.most_common(15):
                print(f"{share:6.2f}  {name}")


def repeat(client, given, samples):
    """Runs the code until perf has ended; returns how often."""
    client.run("c", given.code)
    command = ["perf", "record", "-a", "-e", "cpu-clock", "-F", str(SAMPLES_PER_SECOND)]
    command += ["-o", str(samples), "--", "sleep", str(given.seconds)]
    recorder = threading.Thread(target=subprocess.run, args=(command,), kwargs={"stderr": -3})
    recorder.start()
    runs = 0
    while recorder.is_alive():
        client.run("c", given.code)
        runs += 1
    return runs


def shares(samples, program, least=LEAST_SHARE, sort="sym"):
    """Percentages of a program's samples, and where they were taken."""
    command = ["perf", "report", "-i", str(samples), "--comm", program, "--stdio"]
    command += ["--percentage", "relative", "--sort", sort, "--percent-limit", str(least)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = re.findall(r"^\s+([\d.]+)%\s+(.*\S)\s*$", text, re.MULTILINE)
    return [(float(share), where) for share, where in lines]


def find_image(programs):
    """The image that was made last."""
    images = programs.glob("build/micropython-supervisor-*/out/guest.cwasm")
    return max(images, key=lambda path: path.stat().st_mtime, default=None)


def by_function(found, image):
    """The shares of addresses in the image, which have no name, summed up by function."""
    read = ["readelf", "--wide", "--sections", "--symbols", str(image)]
    text = subprocess.run(read, capture_output=True, text=True, check=True).stdout
    offset = int(TEXT.search(text)[1], 16)
    rows = (line.split() for line in text.splitlines())
    functions = sorted(
        (int(row[1], 16), row[7]) for row in rows if len(row) == 8 and row[3] == "FUNC"
    )
    starts = [start for start, _ in functions]
    total = collections.Counter()
    for share, where in found:
        address = re.fullmatch(r"memfd:\S+ \(deleted\)\s+\[\.\] 0x([0-9a-f]+)", where)
        at = address and bisect.bisect_right(starts, int(address[1], 16) - offset) - 1
        if at is not None and at >= 0:
            total[functions[at][1]] += share
    return total


if __name__ == "__main__":
    sys.exit(main())
