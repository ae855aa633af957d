import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './packed.js';

/** TensorFlow.js's own declarations do not pass `strict`, with or without ours. */
const NOT_OURS = /^(?:[^(]*\/)?node_modules\/@tensorflow\//;

/**
 * Type-checks files of a folder, strictly, and the declarations of all that they import but TensorFlow.js's.
 *
 * @param moduleResolution how TypeScript finds packages: as Node does, or as bundlers do.
 * @throws Error with the errors that `tsc` found.
 */
export async function typeCheck(
  folder: string,
  files: readonly string[],
  moduleResolution: 'nodenext' | 'bundler',
): Promise<void> {
  const compilerOptions = {
    ...{ moduleResolution, module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext' },
    ...{ target: 'es2023', strict: true, noEmit: true, skipLibCheck: false },
    typeRoots: [join(folder, 'node_modules/@types'), join(root, 'node_modules/@types')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  try {
    await run(process.execPath, [tsc, '-p', folder], { cwd: folder, maxBuffer: 2 ** 26 });
  } catch (error) {
    const { stdout = '' } = error as { readonly stdout?: string };
    // An error is a line, and further lines that are indented.
    const errors = stdout.split(/\n(?=\S)/).filter((one) => !NOT_OURS.test(one));
    if (stdout === '') throw error;
    if (errors.length > 0) throw new Error(`the types are wrong\n${errors.join('\n')}`);
  }
}
