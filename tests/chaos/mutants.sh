#!/usr/bin/env bash
# mutants.sh PRESET KILLS SEED [NAME…]: breaks one rule of the product at a time, in a copy, and lets zpa-chaos find it. KUBECONFIG and
# ZPA_CLUSTER_FOLDER name the control plane. Prints a table; fails where a mutant was not caught, or not by the rule that its patch
# names.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"
cd "$here/../.."
preset=$1 kills=$2 seed=$3
shift 3
folder=build/mutants
tree=$folder/tree
mkdir -p "$tree"
git ls-files -z --cached --others --exclude-standard -- CMakeLists.txt CMakePresets.json controller reconcilers |
    tar --null -cf - -T - | tar -xmf - -C "$tree" # as new files: what was built of a mutant is never taken for what they are

if [ $# -eq 0 ]; then
    for patch in "$here"/mutations/*.patch; do set -- "$@" "$(basename "$patch" .patch)"; done
fi

build_mutant() { # NAME
    git apply --directory="$tree" "$here/mutations/$1.patch"
    local status=0
    (cd "$tree" && cmake --preset "$preset" -DBUILD_TESTING=OFF && cmake --build "build/$preset" --target zpa-operator) || status=$?
    git apply -R --directory="$tree" "$here/mutations/$1.patch"
    if [ "$status" -ne 0 ]; then return 1; fi
    cp "$tree/build/$preset/bin/zpa-operator" "$folder/$1"
}

# A rule that nobody thought of says nothing about the one that the mutation is for.
is_expected() { # EXPECTED VERDICT
    local rule
    for rule in ${1// or / }; do
        case " ${2//,/ } " in *" $rule "*) return 0 ;; esac
    done
    return 1
}

missed=()
for name in "$@"; do
    run_with_progress "mutant $name" "$folder/$name.build" build_mutant "$name"
    log=$folder/$name.log status=0 head=$(head -n 1 "$here/mutations/$name.patch")
    "build/$preset/bin/zpa-chaos" --operator "$folder/$name" --audit-log "$ZPA_CLUSTER_FOLDER/audit.log" --seed "$seed" --kills "$kills" \
        --kills-a-run 10 >"$log" 2>&1 || status=$?
    case $status in
    0) missed+=("$name") verdict="NOT CAUGHT" ;;
    1)
        verdict=$(sed -n 's/^caught: //p' "$log")
        is_expected "${head%%:*}" "$verdict" || missed+=("$name")
        ;;
    *) tail -n 20 "$log" >&2 && die "zpa-chaos failed on mutant $name: $log" ;;
    esac
    printf '%-26s %-100s %s\n' "$name" "$head" "$verdict"
done
if [ ${#missed[@]} -gt 0 ]; then die "not caught within $kills kills, or by another rule: ${missed[*]}"; fi
