import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './packed.js';

/** Both ways in which users of today resolve the types of packages. */
const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
] as const;

/**
 * Type-checks files of a folder, and the declarations of all that they import.
 *
 * @throws the error of `tsc`, with its report as `stdout`.
 */
export async function typeCheck(folder: string, files: readonly string[]): Promise<void> {
  for (const resolution of RESOLUTIONS) {
    const compilerOptions = {
      ...resolution,
      ...{ target: 'es2023', strict: true, noEmit: true, skipLibCheck: false },
      ...{ typeRoots: [join(root, 'node_modules/@types')], types: ['node'] },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, '-p', folder], { cwd: folder });
  }
}
