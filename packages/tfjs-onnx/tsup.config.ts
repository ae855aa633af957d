import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

const config: ReturnType<typeof defineConfig> = defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/piece-worker.ts'],
  // Each output file is self-contained. Shared chunks get new names at each build and would pile up in `dist`.
  splitting: false,
  // Tests of the sources run the threads' script too, and find no built @org/random there.
  noExternal: ['@org/random'],
  esbuildOptions(options) {
    options.conditions = ['@org/source'];
  },
});

export default config;
