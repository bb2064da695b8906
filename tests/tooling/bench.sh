#!/usr/bin/env bash
# Measures what we promise of speed and size: builds what is shipped, starts a cluster, and runs zpa-bench in it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
work_folder=$PWD
cd "$here/../.."

usage() {
    cat <<'END'
./dev bench [NAME …] [--json FILE] [--full] [--rate-window SECONDS] [--minutes N] [--out FILE] [--preset PRESET]

Measures each promise and prints it beside its reference, which is measured in the same run or is the limit's own arithmetic.
Without a NAME all of them except long; that takes some ten minutes.

  noop        reconciles a second that find nothing to do, on one core
  holders     what a key takes of the heap, and the ten largest holders
  idle        memory without keys, start to ready
  latency     from apply to the Secret, p50 and p99
  heal        a deleted Secret, wrong credentials: until all is well again
  takeover    from the end of one operator to the work of the next
  burst       1,000 keys without a limit, writes a key
  limit       keys under ZPA's limit: Secrets filled, names given, 429
  fleet       10,000 keys: memory, reads for drift, start to ready
  long        two hours with 2,000 keys at 20 times the pace: is it steady? docs/long-run.md

  --json FILE             write the rows there too
  --full                  195 keys under the limit instead of 55, 400 applies instead of 100
  --rate-window SECONDS   ZPA's window, 10 by default: shorter is quicker and stricter, since all the rest takes as long as ever
  --minutes N             how long the long run takes; default 6, which are two hours of operation
  --out FILE              its plots, an SVG; default build/long-run.svg, and the samples beside it, as .csv
  --preset PRESET         what to measure; default: release

Exit status: 0 within all budgets, 1 a budget missed, 2 something could not be measured.
END
}

preset=release
arguments=()
needs_cluster="" names=""
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit 0 ;;
    --preset | --json | --out | --rate-window | --minutes)
        [ $# -ge 2 ] || die "$1 wants a value"
        case $1 in
        --preset) preset=$2 ;;
        --json | --out) arguments+=("$1" "$(cd "$work_folder" && realpath -m "$2")") ;;
        *) arguments+=("$1" "$2") ;;
        esac
        shift 2
        ;;
    --full) arguments+=("$1") && shift ;;
    noop | holders) names=yes && arguments+=("$1") && shift ;;
    idle | latency | heal | takeover | burst | limit | fleet | long) needs_cluster=yes names=yes && arguments+=("$1") && shift ;;
    *) die "unknown argument $1; ./dev bench --help names them all" ;;
    esac
done
if [ -z "$names" ]; then needs_cluster=yes; fi

"$here/build.sh" "$preset" --target zpa-bench --target zpa-operator --target cluster_programs >&2
programs=$PWD/build/$preset/bin

if [ -n "$needs_cluster" ]; then
    "$here/install.sh" cluster >&2
    cluster=("$here/../cluster/cluster.sh" --name "bench-$$")
    trap '"${cluster[@]}" down 2>/dev/null' EXIT
    trap 'exit 130' INT TERM HUP
    "${cluster[@]}" up --owner $$ --bin "$programs" >&2
    exports=$("${cluster[@]}" env)
    eval "$exports"
fi
note "Measuring on $(nproc) cores; load $(cut -d' ' -f1 /proc/loadavg)"
status=0
"$programs/zpa-bench" ${arguments[@]:+"${arguments[@]}"} || status=$?
case $status in
0) note "bench: all within budget, in $SECONDS s" ;;
1) note "bench: a budget was missed, in $SECONDS s" ;;
*) note "bench: not everything was measured, in $SECONDS s" ;;
esac
exit "$status"
