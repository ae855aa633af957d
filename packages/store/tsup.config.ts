import { libraryOf } from '../../tsup.base.js';

// A worker thread is a file of its own.
const config: ReturnType<typeof libraryOf> = libraryOf('src/index.ts', 'src/sqlite-worker.ts');

export default config;
