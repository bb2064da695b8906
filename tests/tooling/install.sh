#!/usr/bin/env bash
# Installs Debian packages that are missing, by name; says nothing and touches nothing where all are there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"

build=(g++ cmake ninja-build ccache pkg-config libcpprest-dev libyaml-cpp-dev nlohmann-json3-dev prometheus-cpp-dev
    libcurl4-openssl-dev zlib1g-dev libfmt-dev libcli11-dev libssl-dev libgtest-dev libgmock-dev libboost-dev
    python3 python3-yaml shellcheck)
cluster=(curl ca-certificates openssl util-linux)
go=(python3 python3-venv)
sdk=(curl openssl util-linux iproute2 python3)
chaos=(git libfaketime)
coverage=(gcovr)
fuzz=(clang-19 libclang-rt-19-dev)
lint=(git shellcheck clang-19 clang-format-19 clang-tidy-22)

usage() {
    cat <<END
./dev install [build] [cluster] [sdk] [chaos] [coverage] [fuzz] [lint]

Installs the packages that are missing for building, for running a cluster, for the test with ZPA's SDK, for chaos, for
coverage, for fuzzing, for lint; without a name for all of them.
As root, or as a user with sudo; where neither is there it says which packages to ask for.
END
}

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then usage && exit 0; fi
if [ $# -eq 0 ]; then set -- build cluster sdk chaos coverage fuzz lint; fi
wanted=()
for group in "$@"; do
    case $group in
    build) wanted+=("${build[@]}") ;;
    cluster)
        wanted+=("${cluster[@]}")
        # Python only brings Go, and Go only builds the control plane: neither is needed where the result is there.
        if ! "$here/../cluster/binaries.sh" --there && ! "$here/../cluster/go.sh" --there; then wanted+=("${go[@]}"); fi
        ;;
    sdk)
        wanted+=("${sdk[@]}")
        if ! "$here/../zpa_client/sdk.sh" --there; then wanted+=(python3-venv); fi
        ;;
    chaos) wanted+=("${chaos[@]}") ;;
    coverage) wanted+=("${coverage[@]}") ;;
    fuzz) wanted+=("${fuzz[@]}") ;;
    lint) wanted+=("${lint[@]}") ;;
    *) die "unknown group $group; ./dev install --help names them" ;;
    esac
done

if ! command -v dpkg-query >/dev/null; then
    note "this is not a Debian, so nothing is installed; needed are: ${wanted[*]}"
    exit 0
fi
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null | awk '$2 == "installed" {print $1}' || true)
missing=()
for package in "${wanted[@]}"; do
    grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null || ! sudo -v; then
        die "these packages are missing, and installing them needs root or sudo: ${missing[*]}
Ask for: apt-get install ${missing[*]}"
    fi
    as_root=(sudo)
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }
note "installing ${missing[*]}"
# Old lists name files that the mirrors no longer have.
if [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -1 2>/dev/null | head -n 1)" ]; then
    run_with_progress "reading package lists" "$log" apt update
fi
run_with_progress "installing packages" "$log" apt install -y --no-install-recommends "${missing[@]}"
