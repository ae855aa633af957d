import { defineConfig } from 'tsup';
import { application, library } from '../../tsup.base.js';

const config: ReturnType<typeof defineConfig> = defineConfig([
  // Both are built at once: the one that clears the directory leaves the other's file.
  {
    ...library,
    entry: ['src/index.ts', 'src/ranking-graph.ts'],
    splitting: false,
    clean: ['!model-worker.*'],
  },
  {
    // Bundled as an app is: the thread's script also runs from the sources' tests, where no package is built.
    ...application({ 'model-worker': 'src/model-worker.ts' }),
    clean: false,
    splitting: false,
  },
]);

export default config;
