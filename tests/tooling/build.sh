#!/usr/bin/env bash
# Configures and builds one preset; build/bin then points to its programs, where all of them were built.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
cd "$here/../.."

usage() {
    cat <<END
./dev build [PRESET] [--target NAME …]

Builds PRESET (default: dev) into build/PRESET, with its programs in build/PRESET/bin; a whole one is also linked to as
build/bin. The first time takes minutes. Presets:
$(sed -n 's/.*"name": "\([a-z-]*\)",$/\1/p; s/.*"displayName": "\(.*\)",\{0,1\}$/\1/p' CMakePresets.json |
        awk '/^base$/ {next} name == "" {name = $0; next} {printf "  %-15s%s\n", name, $0; name = ""}')

Environment: CMAKE_BUILD_PARALLEL_LEVEL (compilers at once), OP_WERROR=ON (warnings are errors).
END
}

preset=dev
targets=()
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit 0 ;;
    --target)
        [ $# -ge 2 ] || die "--target wants a name"
        targets+=("$2")
        shift 2
        ;;
    --target=*) targets+=("${1#*=}") && shift ;;
    -*) die "unknown option $1; ./dev build --help names them all" ;;
    *) preset=$1 && shift ;;
    esac
done
grep -q "{\"name\": \"$preset\"," CMakePresets.json || die "no preset $preset; ./dev build --help names them all"

groups=(build)
if [ "$preset" = fuzz ]; then groups+=(fuzz); fi
"$here/install.sh" "${groups[@]}"
started=$SECONDS
mkdir -p "build/$preset"
run_with_progress "configuring" "build/$preset/configure.log" \
    cmake --preset "$preset" -DCMAKE_COMPILE_WARNING_AS_ERROR="${OP_WERROR:-OFF}"

limit_compilers
cmake --build --preset "$preset" ${targets[@]:+--target "${targets[@]}"}
if [ "$preset" = fuzz ]; then # none of its programs is for people to run
    note "built $preset in $((SECONDS - started)) s: build/fuzz/tests"
    exit 0
fi
mkdir -p "build/$preset/bin"
# One program alone does not take the others away from who goes by that link.
if [ ${#targets[@]} -eq 0 ] || [ ! -e build/bin ]; then ln -sfn "$preset/bin" build/bin; fi
note "built $preset in $((SECONDS - started)) s: build/$preset/bin"
