#!/usr/bin/env bash
# What a machine can say about the code without running it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
cd "$here/../.."

usage() {
    cat <<'END'
./dev lint [shell] [format] [threads] [tidy]

  shell    every script, by shellcheck
  format   every source, by clang-format; `git ls-files '*.cpp' '*.h' | xargs clang-format-19 -i` mends what it finds
  threads  the program, built by Clang: its thread-safety analysis and its other warnings are errors (preset thread-safety)
  tidy     the program, by clang-tidy; .clang-tidy says what it looks for and why not for more

All four where none is named. What is found is printed, and the status is 1. A second look at unchanged sources is quick for
threads, which ccache remembers; clang-tidy begins anew.

Environment: CMAKE_BUILD_PARALLEL_LEVEL (compilers at once).
END
}

parts=()
for word in "$@"; do
    case $word in
    -h | --help) usage && exit 0 ;;
    shell | format | threads | tidy) parts+=("$word") ;;
    *) die "unknown argument $word; ./dev lint --help says what there is" ;;
    esac
done
if [ ${#parts[@]} -eq 0 ]; then parts=(shell format threads tidy); fi

mapfile -t sources < <(git ls-files 'controller/*.cpp' 'reconcilers/*.cpp')
log=$(mktemp)
trap 'rm -f "$log"' EXIT

configure() { # PRESET
    mkdir -p "build/$1"
    run_with_progress "configuring" "build/$1/configure.log" cmake --preset "$1"
}

shell() {
    local scripts
    mapfile -t scripts < <(git ls-files 'dev' '.ci/run' '*.sh')
    looked_at="${#scripts[@]} scripts"
    shellcheck -x "${scripts[@]}"
}

format() {
    local all
    mapfile -t all < <(git ls-files '*.cpp' '*.h')
    looked_at="${#all[@]} sources"
    printf '%s\0' "${all[@]}" | xargs -0 -n 50 -P "$CMAKE_BUILD_PARALLEL_LEVEL" clang-format-19 --dry-run --Werror
}

threads() {
    configure thread-safety
    looked_at="${#sources[@]} sources"
    cmake --build --preset thread-safety -- -k 0
}

# One line a file, after what was found in it: the line is what progress and completeness are told by.
tidy_sources() {
    # shellcheck disable=SC2016  # for the shell that xargs starts
    printf '%s\0' "${sources[@]}" | xargs -0 -n 1 -P "$CMAKE_BUILD_PARALLEL_LEVEL" bash -c '
        found=$(clang-tidy-22 --quiet -p build/tidy "$1" 2>&1 | grep -v "^[0-9]* warnings\? generated") || true
        printf "%s%s\n" "${found:+$found
}" "looked at $1"' _
}

tidy() {
    local findings
    configure tidy
    looked_at="${#sources[@]} sources"
    PROGRESS_TOTAL=${#sources[@]} PROGRESS_UNIT=files PROGRESS_MARK='^looked at ' run_with_progress "clang-tidy" "$log" tidy_sources
    # What is found in a header is found in every source that includes it.
    findings=$(grep -v '^looked at ' "$log" | awk '/^\/.*: (warning|error): / {shown = !seen[$0]++} shown || !/^[ \/]/')
    if [ -n "$findings" ]; then printf '%s\n' "$findings" >&2; fi
    [ -z "$findings" ] && [ "$(grep -c '^looked at ' "$log")" -eq ${#sources[@]} ]
}

"$here/install.sh" lint
case " ${parts[*]} " in *" threads "* | *" tidy "*) "$here/install.sh" build ;; esac
limit_compilers
failed=()
for part in "${parts[@]}"; do
    started=$SECONDS
    if "$part"; then outcome=clean; else outcome="not clean" && failed+=("$part"); fi
    note "$part: $outcome, $looked_at in $((SECONDS - started)) s"
done
if [ ${#failed[@]} -gt 0 ]; then die "lint found what is listed above: ${failed[*]}"; fi
