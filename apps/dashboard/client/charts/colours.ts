const probe = document.createElement('span');
probe.hidden = true;

/** A colour of the stylesheet as the current theme has it; charts cannot read custom properties. */
export function colour(name: `--${string}`): string {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/** The page's own typeface. */
export function typeface(): string {
  return getComputedStyle(document.body).fontFamily;
}
