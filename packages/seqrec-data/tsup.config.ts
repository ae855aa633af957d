import { libraryOf } from '../../tsup.base.js';

const config: ReturnType<typeof libraryOf> = libraryOf(
  'src/index.ts',
  'src/formats.ts',
  'src/dataset/item-ids.ts',
  'src/queries.ts',
  'src/web.ts',
);

export default config;
