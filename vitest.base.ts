import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const conditions = ['@org/source', 'node', 'import', 'default'];

const fastCheckSeed = fileURLToPath(new URL('testing/fast-check-seed.ts', import.meta.url));

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 60_000,
    // In the folder of a package that has properties.
    setupFiles: existsSync('node_modules/fast-check') ? [fastCheckSeed] : [],
    reporters: ['default', ['json', { outputFile: '.vitest/results.json' }]],
  },
});

export default config;
