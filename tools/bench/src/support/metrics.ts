/** Reads `/metrics` of an app: the sum of a metric over its labels, 0 when it has none. */
export async function readMetrics(base: string): Promise<(name: string) => number> {
  const text = await (await fetch(new URL('/metrics', base))).text();
  return (name) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce(
      (sum, [, value]) => sum + Number(value),
      0,
    );
}
