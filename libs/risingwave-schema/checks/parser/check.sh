#!/bin/sh
# Puts every statement the library writes for RisingWave to RisingWave's own parser.
#
#   checks/parser/check.sh <clone of github.com/risingwavelabs/risingwave> [tag…]
#
# Needs git, cargo (1.88 or later) and the crates of the parser. The clone is only read.
set -eu

repository=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- v2.2.4 v3.0.3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$here/../.."
node --import tsx --conditions @wikistream/source src/testing/risingwave-statements.ts >"$work/statements"

for tag in "$@"; do
  git -C "$repository" archive "$tag" src/sqlparser/src src/sqlparser/Cargo.toml Cargo.toml |
    (mkdir "$work/$tag" && tar -x -C "$work/$tag")
  crate="$work/$tag/src/sqlparser"
  workspace="$work/$tag/Cargo.toml"
  version() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" "$workspace" | head -1; }
  # The crate by itself: no workspace, no development dependencies, one program.
  sed -e '/^\(homepage\|keywords\|repository\) /d' -e '/^\[target\./,$d' \
    -e 's/^version = .*/version = "0.0.0"/' -e 's/^edition = .*/edition = "2024"/' \
    -e "s/^itertools = .*/itertools = \"$(version itertools)\"/" \
    -e "s/^thiserror = { workspace.*/thiserror = \"$(version thiserror)\"/" \
    "$crate/Cargo.toml" >"$crate/alone.toml"
  mv "$crate/alone.toml" "$crate/Cargo.toml"
  printf '\n[workspace]\n\n[[bin]]\nname = "parse"\npath = "src/bin/parse.rs"\n' >>"$crate/Cargo.toml"
  rm -rf "$crate/src/bin" "$workspace"
  mkdir "$crate/src/bin"
  cp "$here/parse.rs" "$crate/src/bin/"
  # 2.2.4 was written for the edition of 2021, where this was how a reference was matched.
  sed -i 's/\(Token::[A-Za-z]*\)(ref \([a-z]\))/\1(\2)/' "$crate/src/tokenizer.rs"
  # The crate uses features of the nightly compiler.
  RUSTC_BOOTSTRAP=1 cargo build --quiet --release --manifest-path "$crate/Cargo.toml" 2>"$work/log" ||
    { cat "$work/log"; exit 1; }
  printf '%s: ' "$tag"
  "$crate/target/release/parse" <"$work/statements"
done
