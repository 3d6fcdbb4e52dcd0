const probe = document.createElement('span');
probe.hidden = true;

/** A colour of the stylesheet as the current theme has it; charts cannot read custom properties. */
export function colour(name: `--${string}`): string {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}

/** The page's own typeface, and the size of its smallest text in pixels. */
export function typeface(): { readonly fontFamily: string; readonly fontSize: number } {
  const { fontFamily } = getComputedStyle(document.body);
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return { fontFamily, fontSize: root * 0.75 };
}
