#!/usr/bin/env bash
# What a reviewer would look for first: the format of every file, as .editorconfig says it.
#
#   eng/check.sh           all of it, slowly
#   eng/check.sh --quick   what a build does not check: where lines break and how far they are indented
#   eng/check.sh --fix     mends it
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

verify() { dotnet format "$@" JpegReducer.Orleans.sln --no-restore --verify-no-changes || { echo "Run eng/check.sh --fix." >&2; exit 1; }; }
case ${1:-} in
  --fix) dotnet format JpegReducer.Orleans.sln --no-restore ;;
  --quick) verify whitespace ;;
  "") verify ;;
  *) echo "eng/check.sh: $1 is not known" >&2; exit 2 ;;
esac
