#!/bin/sh
# Runs the check with the Node.js that was packed with it. `sh check.sh --help` lists the flags.
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/node" "$here/check.mjs" "$@"
