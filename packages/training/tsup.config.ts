import { libraryOf } from '../../tsup.base.js';

const config: ReturnType<typeof libraryOf> = libraryOf(
  'src/index.ts',
  'src/web.ts',
  'src/schedules.ts',
  'src/recipe.ts',
  'src/update-options.ts',
);

export default config;
