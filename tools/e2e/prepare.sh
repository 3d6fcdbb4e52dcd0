#!/usr/bin/env bash
# Installs what the end-to-end suites need beyond tools/setup.sh: Java 17 or newer (real Kafka),
# PostgreSQL, Chromium with fonts for every script, Python with virtual environments (Superset), and
# what Ollama is compiled with (besides Go 1.26).
# Quiet when nothing is missing.
set -euo pipefail

missing=()
command -v java >/dev/null || missing+=(openjdk-17-jre-headless)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium chromium-l10n)
# What Chromium writes itself, for the pictures in Chinese.
[ ! -d /usr/lib/chromium/locales ] || [ -e /usr/lib/chromium/locales/zh-CN.pak ] || missing+=(chromium-l10n)
[ -n "$(find /usr/share/fonts -iname 'NotoSansCJK*' -print -quit 2>/dev/null)" ] || missing+=(fonts-noto-cjk fonts-noto-core)
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
command -v g++ >/dev/null || missing+=(g++)
[ -e /usr/include/nlohmann/json.hpp ] || missing+=(nlohmann-json3-dev)
[ -e /usr/include/stb/stb_image.h ] || missing+=(libstb-dev)

[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "The end-to-end suites need: ${missing[*]}. Install them with this system's package manager." >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "The end-to-end suites need packages that only root can install: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "Installing for the end-to-end suites: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
