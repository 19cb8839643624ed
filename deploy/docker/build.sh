#!/bin/sh
# Compiles this repository and installs the command into a folder, as the image has it:
#   sh deploy/docker/build.sh /opt/video-translation [FURTHER NPM PACKAGES]
# Needs Node 24 and npm. The folder then runs without the repository.
set -eu

app=${1:?Name the folder to install into.}
shift
cd "$(dirname "$0")/../.."

node scripts/bootstrap.mjs
node scripts/pack.ts out
mkdir -p "$app"
npm install --prefix "$app" --omit=dev --no-audit --no-fund --loglevel=error "$PWD"/out/*.tgz "$@"
# Debian's ffmpeg is newer than these, which are for machines without any.
rm -rf "$app/node_modules/@ffmpeg-installer" "$app/node_modules/@ffprobe-installer"
cp deploy/docker/healthcheck.mjs "$app/"
