import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The built command-line program. */
export const program = join(root, 'apps/cli/dist/main.js');

export const rowsDirectory = join(root, 'reproduce/rows');
export const resultsDirectory = join(root, 'reproduce/results');
export const readmeFile = join(root, 'reproduce/README.md');

/** The directory of runs, during and after them; not committed. */
export const runsDirectory = join(root, 'runs/reproduce');

/** The cache of prepared data, which every run of the program in this clone shares. */
export const cacheDirectory = join(root, '.cache/seqrec');

/** The directory where the user called pnpm. Paths from the user are relative to it. */
export const startDirectory = process.env.INIT_CWD || process.cwd();
