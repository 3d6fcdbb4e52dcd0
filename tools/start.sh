#!/usr/bin/env bash
# npm start: builds what changed, then runs the whole pipeline. Arguments go to the pipeline.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/progress.sh

if [ ! -x node_modules/.bin/nx ]; then
  echo 'The packages are not installed yet: run bash tools/setup.sh first.' >&2
  exit 1
fi
log=$(mktemp -t wikistream-build.XXXXXX)
with_progress "$log" 'Building the pipeline' npx nx run demo:build || {
  cat "$log" >&2
  exit 1
}
rm -f "$log"
# In this process's place, so that Ctrl-C and the exit code are the pipeline's own.
exec node apps/demo/dist/main.js "$@"
