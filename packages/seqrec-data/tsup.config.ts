import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

export default defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/batch-worker.ts'],
  // Each file stands alone; shared chunks have names that change and would pile up in `dist`.
  splitting: false,
});
