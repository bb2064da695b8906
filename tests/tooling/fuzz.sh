#!/usr/bin/env bash
# Runs the fuzz targets with libFuzzer, says how they get on, and how to repeat what they found.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
cd "$here/../.."

list=tests/fuzz/CMakeLists.txt
targets_there() { sed -n 's/^op_fuzz(NAME \([a-z0-9_]*\) .*/\1/p' "$list"; }
dictionary_of() { sed -n "s/^op_fuzz(NAME $1 DICTIONARY \([a-z]*\) .*/tests\/fuzz\/dict\/\1.dict/p" "$list"; }

usage() {
    cat <<END
./dev fuzz [TARGET …] [--seconds S] [--runs N] [--jobs J]
./dev fuzz --minimise TARGET …

Feeds random bytes to everything that reads bytes from outside, and sees that what must hold does: docs/fuzzing.md. Without a TARGET all
of them run, one after the other:
$(targets_there | fmt -w 116 | sed 's/^/  /')

  --seconds S   each target ends after S seconds; default: 60, or no end where --runs is given
  --runs N      each target ends after N runs
  --jobs J      targets at once; default: 1
  --minimise    add to the corpus in git what was found since and reaches code that it does not: the shortest first, 30 files in all

Inputs that reach something new are kept in build/fuzz/corpus, and the next run goes on from there.

  ./dev fuzz url no_proxy --seconds 10             a look at two of them
  ./dev fuzz --runs 10000000 --seconds 3600        all of them, each for ten million runs or an hour
  build/fuzz/tests/fuzz_url build/fuzz/findings/url/crash-…    what was found, once more

Exit status: 0 nothing was found, 1 something was.
END
}

seconds="" runs="" jobs=1 minimise="" targets=()
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit 0 ;;
    --seconds | --runs | --jobs)
        [[ "${2:-}" =~ ^[1-9][0-9]*$ ]] || die "$1 wants a number from 1; ./dev fuzz --help says more"
        case $1 in
        --seconds) seconds=$2 ;;
        --runs) runs=$2 ;;
        *) jobs=$2 ;;
        esac
        shift 2
        ;;
    --minimise) minimise=yes && shift ;;
    *)
        targets_there | grep -qxF -- "$1" || die "no target $1; ./dev fuzz --help names them all"
        targets+=("$1") && shift
        ;;
    esac
done
if [ ${#targets[@]} -eq 0 ]; then
    [ -z "$minimise" ] || die "--minimise wants the names of targets; ./dev fuzz --help names them all"
    mapfile -t targets < <(targets_there)
fi
[ -n "$seconds$runs" ] || seconds=60

"$here/build.sh" fuzz "${targets[@]/#/--target=fuzz_}" >&2
work=build/fuzz
# Where llvm-symbolizer is not installed, the linker's own tool names the lines.
export ASAN_OPTIONS="allow_addr2line=1:${ASAN_OPTIONS:-}"

merge() { # TARGET
    local corpus=tests/fuzz/corpus/$1 before room
    mkdir -p "$work/corpus/$1" "$work/findings/$1"
    find "$corpus" -type f | sort >"$work/before"
    run_with_progress "merging $1" "$work/log/$1.log" "$work/tests/fuzz_$1" -merge=1 -max_len=4096 -timeout=10 -rss_limit_mb=2048 \
        "$corpus" "$work/corpus/$1" -artifact_prefix="$work/findings/$1/"
    before=$(wc -l <"$work/before")
    room=$((30 > before ? 30 - before : 0))
    # Of what has come only: somebody may have put inputs there by hand that git does not know yet.
    find "$corpus" -type f | sort | comm -13 "$work/before" - | xargs -r stat -c '%s %n' | sort -n | tail -n "+$((room + 1))" |
        cut -d' ' -f2- | xargs -r rm --
    note "$corpus: $(find "$corpus" -type f | wc -l) files, $before before"
}

declare -A started=() took=() pids=()
begin() { # TARGET
    local dictionary arguments
    mkdir -p "$work/corpus/$1" "$work/findings/$1" "$work/log"
    dictionary=$(dictionary_of "$1")
    arguments=("$work/corpus/$1" "tests/fuzz/corpus/$1" "-artifact_prefix=$work/findings/$1/" -max_len=4096 -timeout=10 -rss_limit_mb=2048
        -print_final_stats=1 ${dictionary:+"-dict=$dictionary"} ${seconds:+"-max_total_time=$seconds"} ${runs:+"-runs=$runs"})
    started[$1]=$SECONDS
    "$work/tests/fuzz_$1" "${arguments[@]}" >"$work/log/$1.log" 2>&1 &
    pids[$1]=$!
}

reap() { # leaves in pids those that still run
    local target status
    for target in "${!pids[@]}"; do
        if kill -0 "${pids[$target]}" 2>/dev/null; then continue; fi
        status=0
        wait "${pids[$target]}" || status=$?
        took[$target]=$((SECONDS - started[$target]))
        unset "pids[$target]"
        result "$target" "$status" >>"$work/results"
    done
}

stat_of() { sed -n "s/^stat::$2: *//p" "$work/log/$1.log" | tail -n 1; }

result() { # TARGET STATUS: a line of the table, and what to do where something was found
    local finding="-" count
    count=$(stat_of "$1" number_of_executed_units)
    if [ "$2" -ne 0 ]; then
        finding=$(sed -n "s/.*Test unit written to //p" "$work/log/$1.log" | tail -n 1)
        finding=${finding:-"ended with $2: $work/log/$1.log"}
    fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "${count:-?}" "${took[$1]}" "$(($(stat_of "$1" average_exec_per_sec || true) + 0))" \
        "$(find "$work/corpus/$1" "tests/fuzz/corpus/$1" -type f | wc -l)" "$finding"
}

progress() {
    local target line all=""
    for target in "${!pids[@]}"; do
        line=$(grep -o "^#[0-9]*" "$work/log/$target.log" | tail -n 1 || true)
        line=${line:-#0}
        all+=" $target ${line:1} runs in $((SECONDS - started[$target])) s;"
    done
    all="  $1 of ${#targets[@]} done:${all%;}"
    if [ -t 2 ]; then printf '\r\033[K%s' "$all" >&2; else note "$all"; fi
}

mkdir -p "$work/log"
if [ -n "$minimise" ]; then
    for target in "${targets[@]}"; do merge "$target"; done
    exit 0
fi

: >"$work/results"
trap 'kill "${pids[@]}" 2>/dev/null; exit 130' INT TERM
every=15 shown=$SECONDS
if [ -t 2 ]; then every=1; fi
for target in "${targets[@]}" ""; do
    # The last round waits for all.
    while [ ${#pids[@]} -ge "$jobs" ] || { [ -z "$target" ] && [ ${#pids[@]} -gt 0 ]; }; do
        pause
        reap
        if [ $((SECONDS - shown)) -ge "$every" ]; then
            shown=$SECONDS
            progress "$(wc -l <"$work/results")"
        fi
    done
    if [ -n "$target" ]; then begin "$target"; fi
done
trap - INT TERM
if [ -t 2 ]; then printf '\r\033[K' >&2; fi

{
    printf 'target\truns\tseconds\truns/s\tcorpus\tfound\n'
    cat "$work/results"
} | awk -F'\t' '{printf "%-18s %12s %8s %8s %7s  %s\n", $1, $2, $3, $4, $5, $6}'
found=0
while IFS=$'\t' read -r target _ _ _ _ finding; do
    [ "$finding" != - ] || continue
    found=$((found + 1))
    note "
$target: $(grep -m 1 -E '^broken: |ERROR: |runtime error: |terminate called' "$work/log/$target.log" || echo "see $work/log/$target.log")
  once more: $work/tests/fuzz_$target $finding"
done <"$work/results"
[ "$found" -eq 0 ] || die "$found of ${#targets[@]} targets found something"
note "nothing was found"
