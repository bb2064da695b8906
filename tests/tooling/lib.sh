# shellcheck shell=bash
# What the scripts behind ./dev share: where things are kept, how they talk, how long work shows that it is alive.

cache_dir() { echo "${XDG_CACHE_HOME:-${HOME:?}/.cache}/zpa-operator"; }

# People read stderr; stdout is for what another program may want.
note() { printf '%s\n' "$*" >&2; }
die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

pause() { sleep 0.2; }

# run_with_progress WHAT LOG COMMAND... runs the command with its output in LOG, says how it is getting on from the second
# second, and shows the end of LOG if it fails. With PROGRESS_TOTAL the lines of LOG (that PROGRESS_MARK matches) are counted
# against that number, as PROGRESS_UNIT; without it the steps are told that ninja counts in LOG itself.
run_with_progress() {
    local what=$1 log=$2 start=$SECONDS shown=0 took status=0 pid every=15
    shift 2
    : >"$log"
    NINJA_STATUS='[%f/%t] ' "$@" >"$log" 2>&1 9>&- 8>&- & # as steps_of_ninja reads it
    pid=$!
    # An interrupted script must not leave its child at work.
    trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
    [ -t 2 ] && every=1
    while kill -0 "$pid" 2>/dev/null; do
        took=$((SECONDS - start))
        if [ "$took" -ge 2 ] && { [ "$shown" -eq 0 ] || [ "$took" -ge $((shown + every)) ]; }; then
            shown=$took
            progress_line "$what" "$took" "$log"
        fi
        pause
    done
    wait "$pid" || status=$?
    trap - INT TERM
    took=$((SECONDS - start))
    if [ "$shown" -gt 0 ] && [ -t 2 ]; then printf '\r\033[K' >&2; fi
    if [ "$status" -ne 0 ]; then
        tail -n 40 "$log" >&2
        die "$what failed after $took s: $*"
    fi
    if [ "$shown" -gt 0 ]; then note "  $what: done in $took s"; fi
}

progress_line() { # WHAT SECONDS LOG
    local detail=""
    if [ -n "${PROGRESS_TOTAL:-}" ]; then
        detail=", $(grep -c -- "${PROGRESS_MARK:-}" "$3" || true) of $PROGRESS_TOTAL ${PROGRESS_UNIT:-packages}"
    else
        detail=$(steps_of_ninja "$3")
    fi
    if [ -t 2 ]; then printf '\r\033[K  %s: %s s%s' "$1" "$2" "$detail" >&2; else note "  $1: $2 s$detail"; fi
}

# ", N of M steps" by the last line of ninja's, nothing before there is one.
steps_of_ninja() { # LOG
    sed -n 's/^\[\([0-9][0-9]*\)\/\([0-9][0-9]*\)\] .*/, \1 of \2 steps/p' "$1" | tail -n 1
}

# As many compilers at once as there is memory for: one takes up to 1.2 GB here.
limit_compilers() {
    local by_memory cores
    if [ -z "${CMAKE_BUILD_PARALLEL_LEVEL:-}" ]; then
        by_memory=$(awk '/^MemAvailable/ {print int($2 / 1200000)}' /proc/meminfo)
        cores=$(nproc)
        CMAKE_BUILD_PARALLEL_LEVEL=$((by_memory < 1 ? 1 : by_memory < cores ? by_memory : cores))
        export CMAKE_BUILD_PARALLEL_LEVEL
    fi
}
