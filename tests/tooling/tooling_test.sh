#!/usr/bin/env bash
# tooling_test.sh FACT: what people rely on in ./dev and the scripts behind it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
repository=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

must_say() { # TEXT FILE
    grep -qF -- "$1" "$2" || die "expected '$1' in:
$(cat "$2")"
}

must_fail() { # COMMAND...: its output goes to $work/out
    if "$@" >"$work/out" 2>&1; then die "succeeded and should not have: $*"; fi
}

commands() { sed -n 's/^\([a-z]*\( | [a-z]*\)\{3,\}\))$/\1/p' "$repository/dev" | head -n 1 | tr -d ' ' | tr '|' '\n'; }

# The words of a script's case arms that begin with a dash.
options_of() { grep -oE '^ *(-[-a-z]+( \| )?)+\)' "$1" | grep -oE -- '--[a-z][-a-z]*' | sort -u; }

every_command_has_help_that_names_every_option() {
    local command option count=0
    "$repository/dev" --help >"$work/all"
    for command in $(commands); do
        count=$((count + 1))
        must_say "$command" "$work/all"
        "$repository/dev" "$command" --help >"$work/help" </dev/null || die "./dev $command --help does not exit 0"
        for option in $(options_of "$here/$command.sh"); do
            if [ "$option" != --help ]; then must_say "$option" "$work/help"; fi
        done
    done
    [ "$count" -ge 6 ] || die "only $count commands were found in ./dev"
    for option in $(options_of "$here/../cluster/cluster.sh"); do
        "$repository/dev" cluster --help >"$work/help"
        if [ "$option" != --help ]; then must_say "$option" "$work/help"; fi
    done
}

a_wrong_word_is_refused_and_points_to_help() {
    local command
    for command in $(commands); do
        must_fail "$repository/dev" "$command" --no-such-option
        must_say "no-such-option" "$work/out"
        must_say "--help" "$work/out"
    done
    must_fail "$repository/dev" nonsense
    must_say "--help" "$work/out"
}

shell_scripts_are_clean() {
    local scripts
    mapfile -t scripts < <(cd "$repository" && find dev .ci/run helm tests -type f \( -name '*.sh' -o -name dev -o -name run \) | sort)
    [ ${#scripts[@]} -ge 15 ] || die "only ${#scripts[@]} scripts were found"
    (cd "$repository" && shellcheck -x "${scripts[@]}")
}

progress_tells_how_far_a_build_is() {
    : >"$work/log"
    progress_line "the build" 2 "$work/log" 2>"$work/out"
    [ "$(cat "$work/out")" = "  the build: 2 s" ] || die "with nothing to go by it says: $(cat "$work/out")"
    printf '%s\n' '-- Configuring done' '[3/20] Building a.cpp.o' 'note: see [9/9] there' '[4/20] Building b.cpp.o' '  b.cpp:1: warning' >"$work/log"
    progress_line "the build" 17 "$work/log" 2>"$work/out"
    must_say "the build: 17 s, 4 of 20 steps" "$work/out"
    # shellcheck disable=SC2016  # of the command
    NINJA_STATUS="mine " run_with_progress "the build" "$work/log" sh -c 'printf "%s" "$NINJA_STATUS"'
    must_say '[%f/%t] ' "$work/log"
    PROGRESS_TOTAL=7 PROGRESS_MARK=warning progress_line "the build" 3 "$work/log" 2>"$work/out"
    must_say "the build: 3 s, 0 of 7 packages" "$work/out"
}

# Clang comes with ./dev lint; where nobody ran that, there is nothing to ask.
the_analysis_sees_what_a_lock_is_missing_for() {
    command -v clang++-19 >/dev/null || exit 77
    cat >"$work/counter.cpp" <<'END'
#include "controller/base/mutex.h"
struct Counter {
    void up() {
#ifndef FORGOTTEN
        const base::MutexLock lock(mutex);
#endif
        ++value;
    }
    base::Mutex mutex;
    int value OP_GUARDED_BY(mutex) = 0;
};
END
    local check=(clang++-19 -std=c++20 -fsyntax-only -Werror -Wthread-safety -I "$repository" "$work/counter.cpp")
    "${check[@]}" || die "it complains where the lock is held"
    must_fail "${check[@]}" -DFORGOTTEN
    must_say "requires holding mutex 'mutex'" "$work/out"
}

# A machine without any of the packages, as somebody who may not install them.
installing_without_root_or_sudo_says_what_to_ask_for() {
    local tools=(bash env dirname id awk grep cat sed sort head mktemp rm sleep date find wc tail cut sha256sum) tool unprivileged=()
    chmod 755 "$work"
    mkdir -p "$work/bin" "$work/copy/tests"
    for tool in "${tools[@]}"; do ln -s "$(command -v "$tool")" "$work/bin/$tool"; done
    printf '#!/bin/sh\nexit 1\n' >"$work/bin/dpkg-query"
    chmod 755 "$work/bin/dpkg-query"
    cp -r "$here" "$repository/tests/cluster" "$work/copy/tests/"
    chmod -R a+rX "$work/copy"
    if [ "$(id -u)" -eq 0 ]; then unprivileged=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi
    must_fail "${unprivileged[@]}" env -i PATH="$work/bin" HOME="$work/copy" bash "$work/copy/tests/tooling/install.sh" build
    must_say "needs root or sudo" "$work/out"
    must_say "apt-get install g++ cmake" "$work/out"
    [ "$(wc -l <"$work/out")" -le 3 ] || die "more than one plain sentence: $(cat "$work/out")"
}

# shellcheck disable=SC2016  # each $ is of the script that is written
nothing_is_installed_where_all_is_there() {
    mkdir "$work/bin"
    printf '#!/bin/sh\nfor word; do case $word in -*|*{*) ;; *) echo "$word installed" ;; esac; done\n' >"$work/bin/dpkg-query"
    printf '#!/bin/sh\necho "called: $0 $*" >&2\nexit 1\n' | tee "$work/bin/apt-get" >"$work/bin/sudo"
    chmod 755 "$work"/bin/*
    PATH="$work/bin:$PATH" "$here/install.sh" >"$work/out" 2>&1 || die "failed: $(cat "$work/out")"
    [ ! -s "$work/out" ] || die "it says something where there is nothing to do: $(cat "$work/out")"
}

# A call that may throw, beside a decision that went one way.
coverage_counts_what_the_source_decides() {
    cat >"$work/counts.json" <<'END'
{"files": [{"file": "controller/base/a.cpp", "lines": [
  {"line_number": 1, "count": 3, "branches": [
    {"count": 3, "fallthrough": true, "throw": false}, {"count": 0, "fallthrough": false, "throw": true},
    {"count": 3, "fallthrough": true, "throw": false}, {"count": 0, "fallthrough": false, "throw": false}]},
  {"line_number": 2, "count": 0, "gcovr/noncode": true, "branches": []},
  {"line_number": 3, "count": 3, "branches": []},
  {"line_number": 4, "count": 0, "branches": []}]}]}
END
    "$here/coverage.py" "$work/counts.json" --lines 60 --branches 60 | tr -s ' ' >"$work/out"
    must_say "controller/base 66.7 % 2/3 50.0 % 1/2" "$work/out"
    must_say "all 66.7 % 2/3 50.0 % 1/2" "$work/out"
    must_say "1 of 1 files have less than 60 %" "$work/out"
    "$here/coverage.py" "$work/counts.json" --lines 60 --branches 50 >"$work/out"
    if grep -q "less than" "$work/out"; then die "it names a file that is good enough: $(cat "$work/out")"; fi
}

"${1:?which fact?}"
