#!/usr/bin/env bash
# Checks the format of every file against .editorconfig.
#
#   eng/check.sh           all rules; slow
#   eng/check.sh --quick   only what a build does not check: line breaks and indentation
#   eng/check.sh --fix     fixes the files
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

verify() { dotnet format "$@" --verify-no-changes || { echo "Run eng/check.sh --fix." >&2; exit 1; }; }
case ${1:-} in
  --fix) dotnet format JpegReducer.Orleans.sln --no-restore ;;
  --quick) verify whitespace . --folder --exclude artifacts ;; # without loading the projects, which takes most of the time
  "") verify JpegReducer.Orleans.sln --no-restore ;;
  *) echo "eng/check.sh: unknown option $1" >&2; exit 2 ;;
esac
