import { defineConfig, type Options } from 'tsup';
import { application } from '../../tsup.base.js';

const server = application({
  main: 'src/main.ts',
  'model-worker': 'src/model-worker.ts',
  'rating-worker': 'src/rating-worker.ts',
  'sqlite-worker': 'src/sqlite-worker.ts',
});

/** The page of `/console`, with the library that it needs: one script and one style. */
const page: Options = {
  entry: { console: 'browser/console.tsx' },
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  tsconfig: 'browser/tsconfig.json',
  noExternal: [/./],
  splitting: false,
  minify: true,
  silent: true,
  esbuildOptions(options) {
    options.conditions = ['@org/source'];
  },
};

export default defineConfig([
  // Both are built at once: the one that clears the directory leaves the other's files.
  { ...server, clean: ['!console.js', '!console.css'] },
  page,
]);
