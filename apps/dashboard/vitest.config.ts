import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../../tools/vitest.shared.mjs';

// The pages' own logic is tested here too; what needs a browser is tested in one (tools/e2e).
export default mergeConfig(shared, defineConfig({ test: { include: ['client/**/*.test.ts'] } }));
