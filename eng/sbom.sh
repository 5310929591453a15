#!/usr/bin/env bash
# Writes a CycloneDX 1.6 bill of materials for each program, from what the last build restored.
#
#   eng/sbom.sh [FOLDER]   FOLDER gets Cli.cdx.json, Client.cdx.json and Silo.cdx.json (default: artifacts/sbom)
set -euo pipefail
folder=$(readlink -m "${1:-artifacts/sbom}")
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
dotnet tool restore
for program in Cli Client Silo; do
  dotnet tool run dotnet-CycloneDX "src/$program/$program.csproj" --output "$folder" --filename "$program.cdx.json" --output-format Json \
    --spec-version 1.6 --disable-package-restore --set-name "jpegreducer-${program,,}" --set-version "$version"
done
