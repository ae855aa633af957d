import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.js';

const config: ReturnType<typeof defineConfig> = defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/schedules.ts', 'src/recipe.ts', 'src/update-options.ts'],
  // Each file stands alone; shared chunks have names that change and would pile up in `dist`.
  splitting: false,
});

export default config;
