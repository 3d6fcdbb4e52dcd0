import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Bundles the page into public/, which the server hands out as it is.
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
await rm(here('public'), { recursive: true, force: true });
await mkdir(here('public'), { recursive: true });
await build({
  entryPoints: [here('client/main.ts')],
  outfile: here('public/main.js'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
});
for (const file of ['index.html', 'styles.css'])
  await cp(here(`client/${file}`), here(`public/${file}`));
