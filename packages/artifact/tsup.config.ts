import type { defineConfig } from 'tsup';
import { libraryOf } from '../../tsup.base.js';

const config: ReturnType<typeof defineConfig> = libraryOf('src/index.ts', 'src/files.ts');

export default config;
