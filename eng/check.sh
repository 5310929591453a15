#!/usr/bin/env bash
# What a reviewer would look for first: the format of every file, as .editorconfig says it. 'eng/check.sh --fix' mends it.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

if [ "${1:-}" = --fix ]; then
  dotnet format JpegReducer.Orleans.sln --no-restore
else
  dotnet format JpegReducer.Orleans.sln --no-restore --verify-no-changes || { echo "Run eng/check.sh --fix." >&2; exit 1; }
fi
