import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The command-line program, built. */
export const program = join(root, 'apps/cli/dist/main.js');

export const rowsDirectory = join(root, 'reproduce/rows');
export const resultsDirectory = join(root, 'reproduce/results');
export const readmeFile = join(root, 'reproduce/README.md');

/** Where runs are while they go on, and stay afterwards; not committed. */
export const runsDirectory = join(root, 'runs/reproduce');

/** Where prepared data is kept, the same as for every run of the program in this clone. */
export const cacheDirectory = join(root, '.cache/seqrec');

/** A path the person gave: relative to where they stood when they called pnpm. */
export const startDirectory = process.env.INIT_CWD || process.cwd();
