import { libraryOf } from '../../tsup.base.js';

const config: ReturnType<typeof libraryOf> = libraryOf('src/index.ts', 'src/names.ts');

export default config;
