import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../tools/vitest.shared.mjs';

export default mergeConfig(
  shared,
  defineConfig({
    test: {
      // PGlite is costly to compile and to initialize; files run by one worker share both.
      isolate: false,
    },
  }),
);
