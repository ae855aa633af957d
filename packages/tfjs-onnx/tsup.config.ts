import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

const config: ReturnType<typeof defineConfig> = defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/piece-worker.ts'],
  // Each file stands alone; shared chunks have names that change and would pile up in `dist`.
  splitting: false,
  // The thread's script is also run from the sources' tests, where this package is not built.
  noExternal: ['@org/random'],
  esbuildOptions(options) {
    options.conditions = ['@org/source'];
  },
});

export default config;
