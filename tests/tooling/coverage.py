#!/usr/bin/python3
"""Reads gcovr's JSON and says how much of the program was run, by room and in all.

  coverage.py JSON [--lines N] [--branches N] [--markdown]

Files with less than N percent of either are named at the end. tests/tooling/coverage.sh runs gcovr before it.
"""
import argparse
import collections
import json
import pathlib


class Count:
    """What there is, and what of it was run."""

    def __init__(self):
        self.lines = self.lines_run = self.branches = self.branches_run = 0

    def add(self, other):
        self.lines += other.lines
        self.lines_run += other.lines_run
        self.branches += other.branches
        self.branches_run += other.branches_run

    def below(self, lines, branches):
        return (100 * self.lines_run < lines * self.lines) or (100 * self.branches_run < branches * self.branches)


def decisions(branches):
    """How often each way was taken that the source itself chooses between.

    A call that may throw is a branch to the compiler: on to the next statement, or away with the exception. Both ways
    are left out. gcovr's own --exclude-throw-branches leaves out the second alone and keeps the first, as a decision
    that always went the same way.
    """
    ways = []
    for branch in branches:
        if not branch["throw"]:
            ways.append(branch)
        elif ways and ways[-1]["fallthrough"]:
            ways.pop()
    return [branch["count"] for branch in ways]


def count_file(file):
    out = Count()
    for line in file["lines"]:
        if line.get("gcovr/noncode") or line.get("gcovr/excluded"):
            continue
        out.lines += 1
        out.lines_run += line["count"] > 0
        ways = decisions(line["branches"])
        out.branches += len(ways)
        out.branches_run += sum(count > 0 for count in ways)
    return out


def share(run, there):
    return f"{100 * run / there:5.1f} %" if there else "      -"


def as_text(name, count):
    return (f"{name:<44} {share(count.lines_run, count.lines)} {count.lines_run:>6}/{count.lines:<6}"
            f" {share(count.branches_run, count.branches)} {count.branches_run:>6}/{count.branches}").rstrip()


def as_markdown(name, count):
    return (f"| {name} | {share(count.lines_run, count.lines).strip()} | {count.lines_run} of {count.lines}"
            f" | {share(count.branches_run, count.branches).strip()} | {count.branches_run} of {count.branches} |")


def table(rooms, everything, markdown):
    if markdown:
        yield "| room | lines | | branches | |"
        yield "| --- | ---: | ---: | ---: | ---: |"
    else:
        yield f"{'':<44} {'lines':>7} {'':>13} {'branches':>8}"
    for room in sorted(rooms):
        yield as_markdown(f"`{room}`", rooms[room]) if markdown else as_text(room, rooms[room])
    yield as_markdown("**all**", everything) if markdown else as_text("all", everything)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("json", type=pathlib.Path)
    parser.add_argument("--lines", type=float, default=90)
    parser.add_argument("--branches", type=float, default=80)
    parser.add_argument("--markdown", action="store_true", help="the rooms as a table of Markdown, and no files")
    options = parser.parse_args()

    files = {file["file"]: count_file(file) for file in json.loads(options.json.read_text())["files"]}
    rooms, everything = collections.defaultdict(Count), Count()
    for name, count in files.items():
        rooms[str(pathlib.PurePath(name).parent)].add(count)
        everything.add(count)
    if not everything.lines:
        raise SystemExit("error: nothing was counted; is this what a coverage build wrote?")
    print("\n".join(table(rooms, everything, options.markdown)))
    low = sorted(name for name, count in files.items() if count.below(options.lines, options.branches))
    if low and not options.markdown:
        print(f"\n{len(low)} of {len(files)} files have less than {options.lines:g} % of their lines, "
              f"or {options.branches:g} % of their branches:")
        print("\n".join(as_text(name, files[name]) for name in low))


if __name__ == "__main__":
    main()
