#!/usr/bin/env bash
# Builds, starts a cluster where the tests asked for need one, and runs ctest, whose closing lines and status are ours.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
# shellcheck source=tests/tooling/sanitizers.sh
source "$here/sanitizers.sh"
cd "$here/../.."

usage() {
    cat <<'END'
./dev test [unit|wire|scenario|e2e|chaos|mutations …] [--preset PRESET] [-- CTEST ARGUMENTS]

  unit       one class or function at a time, in seconds once they are built
  wire       real sockets on loopback: TLS, proxies, cut replies
  scenario   the operator against a real API server and the simulator, with faults
  e2e        the whole program, as people run it
  chaos      two operators attacked for a minute, in a story that is known and in a new one
  mutations  the broken rules that chaos has to find (./dev chaos --mutants) are programs still; only where it is named

Without a name all but mutations run, with --preset coverage not chaos either. What is not built yet is built first, which takes a quarter of an hour on two cores. scenario and e2e share one cluster, which is started for them and gone afterwards.
./dev test scenario -- -R Adoption    runs those whose name has that in it
./dev test --preset coverage          says at the end what of the program was run: docs/coverage.md
Environment: ZPA_TEST_JOBS (tests at once; default: the number of cores).
END
}

preset=dev
suites=()
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit 0 ;;
    --preset)
        [ $# -ge 2 ] || die "--preset wants a name"
        preset=$2
        shift 2
        ;;
    --) shift && break ;;
    unit | wire | scenario | e2e | chaos | mutations) suites+=("$1") && shift ;;
    *) die "unknown argument $1; ./dev test --help names them all" ;;
    esac
done

"$here/build.sh" "$preset"
if [ "$preset" = coverage ]; then
    "$here/install.sh" coverage
    find build/coverage -name '*.gcda' -delete # what an earlier run counted
fi
export_sanitizer_options "$here"
tests=(--test-dir "build/$preset" --output-on-failure --no-tests=error -j "${ZPA_TEST_JOBS:-$(nproc)}")
if [ ${#suites[@]} -gt 0 ]; then
    labels=$(IFS='|' && echo "${suites[*]}")
    tests+=(-L "^($labels)\$")
else
    unasked=mutations
    if [ "$preset" = coverage ]; then unasked="chaos|$unasked"; fi # what is killed counts nothing
    tests+=(-LE "^($unasked)\$")
fi

if [ ${#suites[@]} -eq 0 ] || [[ " ${suites[*]} " =~ \ (scenario|e2e)\  ]]; then
    "$here/install.sh" cluster
    cluster=("$here/../cluster/cluster.sh" --name "test-$$")
    # The last lines are ctest's, so the end of the cluster is silent.
    trap '"${cluster[@]}" down 2>/dev/null' EXIT
    trap 'exit 130' INT TERM HUP
    "${cluster[@]}" up --owner $$ --bin "build/$preset/bin"
    exports=$("${cluster[@]}" env)
    eval "$exports"
fi
if [ ${#suites[@]} -eq 0 ] || [[ " ${suites[*]} " == *" e2e "* ]]; then
    "$here/install.sh" sdk
    "$here/../zpa_client/sdk.sh" >/dev/null # so that no test's time is spent on it
fi
status=0
ctest "${tests[@]}" "$@" || status=$?
if [ "$preset" = coverage ]; then
    note ""
    "$here/coverage.sh" || status=$((status > 0 ? status : $?))
fi
exit "$status"
