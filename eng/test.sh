#!/usr/bin/env bash
# Builds, checks and tests everything, installing what the tests need. Ends with one line: N passed, N failed.
#
#   eng/test.sh              everything
#   eng/test.sh --quick      without tests that start processes (Category=Process) or take seconds each (Category=Slow), and with a tenth of
#                            the damaged files
#   eng/test.sh -- ARGS      passes ARGS to 'dotnet test', for example --filter FullyQualifiedName~Ledger
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." || exit 1

filter=()
check=()
while [ $# -gt 0 ]; do
  case $1 in
    --quick)
      filter=(--filter "Category!=Process&Category!=Slow"); check=(--quick)
      export JPEGREDUCER_FUZZ_SCALE=0.1 ;;
    --) shift; break ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "eng/test.sh: unknown option $1; see eng/test.sh --help" >&2; exit 2 ;;
  esac
  shift
done

if ! command -v dotnet >/dev/null || ! [[ $'\n'$(dotnet --list-sdks) =~ $'\n'10\. ]]; then
  echo "The .NET 10 SDK is missing. README.md says how to install it." >&2
  exit 1
fi

# System programs that the tests use: mount (util-linux) to fill a disk, kill (procps) to stop a node, nft to cut a network, bubblewrap
# for the sandbox, PostgreSQL, Ceph's object store, and what the documented examples call (curl, sqlite3).
missing=()
command -v mount >/dev/null || missing+=(util-linux)
command -v kill >/dev/null || [ -x /bin/kill ] || missing+=(procps)
command -v bwrap >/dev/null || missing+=(bubblewrap)
command -v curl >/dev/null || missing+=(curl)
command -v sqlite3 >/dev/null || missing+=(sqlite3)
command -v nft >/dev/null || [ -x /usr/sbin/nft ] || missing+=(nftables)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
command -v radosgw >/dev/null || missing+=(radosgw ceph-mon ceph-osd ceph-common)
if [ ${#missing[@]} -gt 0 ]; then
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" || exit 1
fi

dotnet build JpegReducer.Orleans.sln -c Release --nologo -v quiet || { echo "The build failed." >&2; exit 1; }
eng/check.sh "${check[@]}" || exit 1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
timeout 2100 dotnet test JpegReducer.Orleans.sln -c Release --no-build --nologo "${filter[@]}" "$@" | tee "$log"
result=${PIPESTATUS[0]}

# Adds up the summary lines of the projects: "Passed!  - Failed:     0, Passed:   254, Skipped:     0, ..."
sum() { grep -E '^(Passed|Failed)! +- ' "$log" | grep -oE "$1: +[0-9]+" | grep -oE '[0-9]+' | paste -sd+ | { read -r terms; echo $((${terms:-0})); }; }
passed=$(sum Passed); failed=$(sum Failed); skipped=$(sum Skipped)
[ "$passed" -gt 0 ] || { echo "No test ran." >&2; result=1; }
[ "$result" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1 # a project that crashed prints no summary
line="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
echo "$line"
exit "$result"
