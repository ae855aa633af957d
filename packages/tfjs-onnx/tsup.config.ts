import { defineConfig, type Options } from 'tsup';
import { library } from '../../tsup.base.js';

/** Self-contained, because tests of the sources run it too, and find no builds of other packages. */
const worker: Options = {
  ...(library as Options),
  entry: ['src/piece-worker.ts'],
  noExternal: ['@org/random', '@org/onnxruntime', 'onnxruntime-common'],
  esbuildOptions(options) {
    options.conditions = ['@org/source', 'import'];
  },
};

const config: ReturnType<typeof defineConfig> = defineConfig([
  // Both are built at the same time, so the one that clears the directory keeps the other's files.
  {
    ...(library as Options),
    entry: ['src/index.ts', 'src/web.ts'],
    clean: ['!piece-worker.js', '!piece-worker.js.map'],
  },
  { ...worker, clean: false },
]);

export default config;
