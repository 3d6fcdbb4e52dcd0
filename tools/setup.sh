#!/usr/bin/env bash
# Installs everything the project needs, or says exactly what is missing and how to get it.
# Idempotent, and quiet when there is nothing to do.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/progress.sh

stamp=node_modules/.wikistream-setup
log=$(mktemp -t wikistream-setup.XXXXXX)
trap 'rm -f "$log"' EXIT

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# --- Node.js ------------------------------------------------------------------------------------
node_help='Get it from https://nodejs.org/en/download, or: curl -o- https://raw.githubusercontent.com/nvm-sh/nvm/master/install.sh | bash && nvm install 24'
command -v node >/dev/null || fail 'Node.js is missing: the project needs 20.19 or newer of 20, 22.12 or newer of 22, or 24 and later.' "$node_help"
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24 ? 0 : 1);
' || fail "Node.js $(node -v) is too old: the project needs 20.19 or newer of 20, 22.12 or newer of 22, or 24 and later." "$node_help"
command -v npm >/dev/null || fail 'npm is missing, though Node.js is there. On Debian: apt-get install npm.'

# --- Nothing to do? -----------------------------------------------------------------------------
# The Kafka client is a native addon: another Node.js major needs another build of it.
wanted="$(node -p 'process.versions.modules') $(cksum <package-lock.json)"
[ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && exit 0

# --- npm packages -------------------------------------------------------------------------------
# The Kafka client downloads a prebuilt binary. Where that host cannot be reached it is built from
# source, which works offline only when it links to the system's OpenSSL and zlib.
export CKJS_LINKING=dynamic
# Headers that came with Node.js spare the build a download.
prefix=$(dirname "$(dirname "$(node -p 'process.execPath')")")
[ -f "$prefix/include/node/node.h" ] && export npm_config_nodedir="$prefix"

install_packages() {
  with_progress "$log" 'Installing npm packages (the Kafka client may be built from source: 2 minutes)' npm ci --no-audit --no-fund
}

missing_build_tools() {
  local missing=()
  command -v g++ >/dev/null || missing+=(g++)
  command -v make >/dev/null || missing+=(make)
  command -v python3 >/dev/null || missing+=(python3)
  [ -f /usr/include/openssl/ssl.h ] || missing+=(libssl-dev)
  [ -f /usr/include/zlib.h ] || missing+=(zlib1g-dev)
  echo "${missing[*]}"
}

install_build_tools() {
  local tools=$1 as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || return 1
    as_root=(sudo)
  fi
  command -v apt-get >/dev/null || return 1
  "${as_root[@]}" apt-get update -qq >>"$log" 2>&1
  # shellcheck disable=SC2086 # a list of package names
  with_progress "$log" "Installing what its build needs: $tools" \
    env DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq $tools
}

if ! install_packages; then
  tools=$(missing_build_tools)
  if [ -z "$tools" ]; then
    tail -n 30 "$log" >&2
    fail '' 'npm could not install the packages; its last lines are above. Is the npm registry reachable (npm ping)?'
  fi
  install_build_tools "$tools" || fail \
    "No prebuilt Kafka client could be downloaded, and building it needs: $tools" \
    "Install them, then run this again. On Debian or Ubuntu: apt-get install $tools"
  install_packages || { tail -n 30 "$log" >&2; fail '' 'npm could not install the packages; its last lines are above.'; }
fi

node -e "require('@confluentinc/kafka-javascript')" 2>>"$log" || {
  tail -n 5 "$log" >&2
  fail '' 'The Kafka client was installed but does not load; its error is above. Remove node_modules and run this again.'
}
echo "$wanted" >"$stamp"
