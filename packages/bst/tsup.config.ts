import { libraryOf } from '../../tsup.base.js';

const config: ReturnType<typeof libraryOf> = libraryOf(
  'src/index.ts',
  'src/definition.ts',
  'src/rating-order.ts',
);

export default config;
