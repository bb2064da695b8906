#!/usr/bin/env bash
# demo_test.sh FACT PROGRAMS: how ./dev demo ends when something is wrong, and when somebody ends it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
programs=$2
work=$(mktemp -d)
demo_pid=""
finish() {
    if [ -n "$demo_pid" ]; then kill -KILL "$demo_pid" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT

must_say() { # TEXT FILE
    grep -qF -- "$1" "$2" || die "expected '$1' in:
$(cat "$2")"
}

must_fail_with() { # TEXT COMMAND...: and leave no cluster behind
    local text=$1
    shift
    "$@" >"$work/out" 2>&1 &
    demo_pid=$!
    if wait "$demo_pid"; then die "succeeded and should not have: $*"; fi
    must_say "$text" "$work/out"
    nothing_is_left
    demo_pid=""
}

nothing_is_left() {
    [ ! -e "$(cache_dir)/clusters/demo-$demo_pid" ] || die "a cluster is left: demo-$demo_pid"
    local left
    left=$(grep -las "[/]clusters/demo-$demo_pid/" /proc/[0-9]*/cmdline || true)
    [ -z "$left" ] || die "processes are left: $left"
}

eventually() { # SECONDS COMMAND...
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || die "never came true: $*; the demo wrote: $(cat "$work/out")"
        kill -0 "$demo_pid" 2>/dev/null || die "the demo ended; it wrote: $(cat "$work/out")"
        pause
    done
}

# A folder of programs with one of them put in place of the real one.
programs_with() { # NAME: the script comes on standard input
    mkdir "$work/bin"
    ln -s "$programs"/* "$work/bin/"
    rm -f "$work/bin/$1"
    cat >"$work/bin/$1"
    chmod 755 "$work/bin/$1"
}

a_folder_without_programs_is_named() {
    must_fail_with "$work/nowhere" "$here/demo.sh" --bin "$work/nowhere"
    mkdir "$work/empty"
    must_fail_with "no program zpa-operator in $work/empty" "$here/demo.sh" --bin "$work/empty"
}

an_operator_that_ends_is_said_at_once() {
    programs_with zpa-operator <<<'#!/bin/sh
echo "no such flag" >&2
exit 2'
    must_fail_with "the operator ended" "$here/demo.sh" --bin "$work/bin"
    must_say "no such flag" "$work/out"
    must_say "error: the demo did not see what it should have" "$work/out"
}

a_step_that_is_not_seen_is_named() {
    programs_with zpa-operator <<<'#!/bin/sh
exec sleep 600'
    must_fail_with "ZPATenant default is Ready" env ZPA_DEMO_PATIENCE=2 "$here/demo.sh" --bin "$work/bin"
    must_say "error: the demo did not see what it should have" "$work/out"
}

kept_it_says_how_to_go_on_and_ends_without_a_trace() {
    local folder
    "$here/demo.sh" --keep --bin "$programs" >"$work/out" 2>&1 &
    demo_pid=$!
    eventually 120 grep -qF "It stays up" "$work/out"
    eventually 10 grep -qF "The operator's log:" "$work/out"
    must_say "applied:  spec: {associationType: EXPORTER_GRP" "$work/out" # or nobody sees what the refusal speaks of
    # What it tells people to type works, as it stands there.
    sed -n '/In another shell/,/operator.s log/ s/^  //p' "$work/out" >"$work/typed"
    (cd "$here/../.." && bash -eu "$work/typed") >"$work/said" 2>&1 || { cat "$work/typed" "$work/said" >&2 && die "that cannot be typed"; }
    must_say "lab-connectors" "$work/said"
    must_say "maxUsage" "$work/said"
    must_say "provisioningkey.zpa-operator.io/lab-connectors patched" "$work/said"
    must_say '"zcomponentId"' "$work/said"
    folder=$(sed -n "s/^The operator's log: \(.*\)\/operator.log$/\1/p" "$work/out")
    [ -d "$folder" ] || die "no folder $folder"
    kill -TERM "$demo_pid"
    wait "$demo_pid" || true
    nothing_is_left
    [ ! -e "$folder" ] || die "left: $folder"
    demo_pid=""
}

"${1:?which fact?}"
