import { defineConfig } from 'vitest/config';

/** The one vitest configuration of the workspace; each project's `vitest.config.ts` re-exports it. */
export default defineConfig({
  // Sibling packages resolve to their TypeScript sources, so a test never sees a stale build.
  resolve: { conditions: ['@wikistream/source'] },
  ssr: { resolve: { conditions: ['@wikistream/source'] } },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
