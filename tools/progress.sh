# Sourced by the other scripts.

# with_progress <log> <what> <command…>: runs a long command with its output in a log and a sign of
# life on the screen; says nothing when it takes less than two seconds.
with_progress() {
  local log=$1 what=$2 started=$SECONDS next=2 elapsed code=0
  shift 2
  "$@" >>"$log" 2>&1 &
  local job=$!
  while kill -0 "$job" 2>/dev/null; do
    elapsed=$((SECONDS - started))
    if [ "$elapsed" -ge "$next" ]; then
      if [ -t 1 ]; then
        printf '\r%s … %d s ' "$what" "$elapsed"
        next=$((elapsed + 1))
      else
        printf '%s … %d s\n' "$what" "$elapsed"
        next=$((elapsed + 15))
      fi
    fi
    sleep 0.1
  done
  wait "$job" || code=$?
  elapsed=$((SECONDS - started))
  if [ -t 1 ] && [ "$elapsed" -ge 2 ]; then printf '\r%s: %s after %d s\n' "$what" "$([ $code -eq 0 ] && echo done || echo failed)" "$elapsed"; fi
  return $code
}
