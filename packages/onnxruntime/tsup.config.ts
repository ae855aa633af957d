import { libraryOf } from '../../tsup.base.js';

const config: ReturnType<typeof libraryOf> = libraryOf('src/index.ts', 'src/web.ts');

export default config;
