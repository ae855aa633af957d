import { libraryOf } from '../../tsup.base.js';

const config: ReturnType<typeof libraryOf> = libraryOf('src/index.ts', 'src/baseline-table.ts');

export default config;
