#!/usr/bin/env bash
# What of the program the tests ran: docs/coverage.md. ./dev test --preset coverage ends with it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
cd "$here/../.."

usage() {
    cat <<'END'
tests/tooling/coverage.sh [--lines N] [--branches N] [--write]

Says how many lines and branches of controller/ and reconcilers/ the last ./dev test --preset coverage ran, by room and
in all, and names the files below a threshold. It builds and tests nothing.

  --lines N      files with less than N percent of their lines are named; default: 90
  --branches N   likewise for branches; default: 80
  --write        put the table by room into docs/coverage.md as well

To look at lines: gcovr --root . --add-tracefile build/coverage/coverage.json --html-details build/coverage/html/index.html
END
}

work=build/coverage document=docs/coverage.md write=""
thresholds=()
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit 0 ;;
    --lines | --branches)
        [[ "${2:-}" =~ ^[0-9]+$ ]] || die "$1 wants a number; tests/tooling/coverage.sh --help says more"
        thresholds+=("$1" "$2")
        shift 2
        ;;
    --write) write=yes && shift ;;
    *) die "unknown argument $1; tests/tooling/coverage.sh --help names them all" ;;
    esac
done
"$here/install.sh" coverage
[ -n "$(find "$work" -name '*.gcda' -print -quit 2>/dev/null)" ] || die "nothing was counted yet; run ./dev test --preset coverage"

# Objects of tests too: templates and inline functions are counted where they are compiled.
mkdir -p "$work/html"
run_with_progress "reading what was counted" "$work/gcovr.log" \
    gcovr --root . --filter controller/ --filter reconcilers/ -j "$(nproc)" --json "$work/coverage.json" "$work"
"$here/coverage.py" "$work/coverage.json" "${thresholds[@]}"

# The table stands between two comments.
if [ -n "$write" ]; then
    "$here/coverage.py" "$work/coverage.json" --markdown >"$work/table.md"
    awk -v table="$work/table.md" '
        /^<!-- end of figures -->$/ {inside = 0}
        !inside {print}
        /^<!-- figures/ {inside = 1; while ((getline line < table) > 0) print line}' "$document" >"$work/document.md"
    cp "$work/document.md" "$document"
    note "wrote the table of $document"
fi
