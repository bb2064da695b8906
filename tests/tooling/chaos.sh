#!/usr/bin/env bash
# Attacks the operator on a real control plane of its own, and checks what became of it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
# shellcheck source=tests/tooling/sanitizers.sh
source "$here/sanitizers.sh"
cd "$here/../.."

usage() {
    cat <<'END'
./dev chaos [--seed N] [--kills N] [--minutes M] [--preset PRESET]
./dev chaos --mutants [NAME …] [--seed N] [--kills N]

Two operators, three tenants of two organisations, people who write manifests without much care, colleagues in ZPA's portal, strangers
who delete and edit Secrets, faults of ZPA and of the API server, and operators that are killed or stopped at any moment and at each
named step of the protocol. What must hold is told from ZPA's journal, the API server's audit log and the end state, never from the
operators' own words.

  --seed N           where chance begins; without it a random number, which is printed. A run of many kills is made of several worlds,
                     and each has the next seed
  --kills N          SIGKILLs in all; default 50
  --minutes M        no world begins after so long, and the last one ends
  --kills-a-run N    kills in one world before all is checked; default 50
  --mutants          break one rule of the product at a time (tests/chaos/mutations) and see that each is caught, and after how many
                     kills: what a checker is worth
  --preset PRESET    which build is attacked; default: dev
  --bin FOLDER       programs that are built already, instead of a build

Exit status: 0 every rule held, 1 one was broken: the story of each object concerned is printed, 2 nothing was proved: no world was
begun, ZPA made no key, its journal is not whole, or in 500 kills and more nobody was held at one of the steps.
END
}

preset=dev
arguments=() mutants="" names=() seed=1 kills=100 programs=""
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit 0 ;;
    --bin | --preset | --seed | --kills | --minutes | --kills-a-run)
        [ $# -ge 2 ] || die "$1 wants a value"
        case $1 in
        --bin) programs=$(cd "$2" && pwd) ;;
        --preset) preset=$2 ;;
        --seed) seed=$2 && arguments+=("$1" "$2") ;;
        --kills) kills=$2 && arguments+=("$1" "$2") ;;
        *) arguments+=("$1" "$2") ;;
        esac
        shift 2
        ;;
    --mutants) mutants=yes && shift ;;
    [a-z0-9]*)
        if [ -z "$mutants" ] || [ ! -e "$here/../chaos/mutations/$1.patch" ]; then die "no mutant $1; ./dev chaos --help says more"; fi
        names+=("$1") && shift
        ;;
    *) die "unknown argument $1; ./dev chaos --help names them all" ;;
    esac
done

if [ -z "$programs" ]; then
    "$here/build.sh" "$preset" --target zpa-chaos --target zpa-operator --target cluster_programs >&2
    programs=$PWD/build/$preset/bin
fi
"$here/install.sh" cluster chaos >&2
cluster=("$here/../cluster/cluster.sh" --name "chaos-$$")
trap '"${cluster[@]}" down 2>/dev/null' EXIT
trap 'exit 130' INT TERM HUP
KUBECONFIG="" "${cluster[@]}" up --owner $$ --bin "$programs" --audit-policy "$here/../chaos/audit-policy.yaml" >&2
exports=$("${cluster[@]}" env)
eval "$exports"
export_sanitizer_options "$here"
if [ -n "$mutants" ]; then
    "$here/../chaos/mutants.sh" "$preset" "$kills" "$seed" ${names[@]:+"${names[@]}"}
    exit
fi
"$programs/zpa-chaos" --audit-log "$ZPA_CLUSTER_FOLDER/audit.log" ${arguments[@]:+"${arguments[@]}"}
