import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Bundles both pages into public/, which the server hands out as it is.
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const shared = { bundle: true, minify: true, target: 'es2022', logLevel: 'warning' };

await rm(here('public'), { recursive: true, force: true });
await mkdir(here('public'), { recursive: true });
await build({
  ...shared,
  entryPoints: [here('client/statistics.ts'), here('client/titles.ts')],
  outdir: here('public'),
  format: 'esm',
});
// Not a module: it has to run before the first paint.
await build({
  ...shared,
  entryPoints: [here('client/page/first-theme.ts')],
  outfile: here('public/theme.js'),
  format: 'iife',
});
await build({
  ...shared,
  entryPoints: [here('client/styles/styles.css')],
  outfile: here('public/styles.css'),
});
await cp(here('client/icon.svg'), here('public/icon.svg'));

const shell = await readFile(here('client/html/shell.html'), 'utf8');
for (const [page, file] of [
  ['statistics', 'index.html'],
  ['titles', 'titles.html'],
]) {
  const content = await readFile(here(`client/html/${page}.html`), 'utf8');
  await writeFile(
    here(`public/${file}`),
    shell.replace('%page%', page).replace('%content%', () => content.trimEnd()),
  );
}
