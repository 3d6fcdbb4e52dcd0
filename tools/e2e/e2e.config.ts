import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../vitest.shared.mjs';

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['src/**/*.e2e.ts'],
      // Draws pictures and proves nothing: run by itself, with UPDATE_SCREENSHOTS=1.
      exclude: process.env.UPDATE_SCREENSHOTS ? [] : ['src/dashboard/pictures.e2e.ts'],
      // The suites start brokers, databases and browsers: one at a time is what two cores can carry.
      fileParallelism: false,
      testTimeout: 300_000,
      hookTimeout: 180_000,
    },
  }),
);
