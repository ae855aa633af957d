import { type DataName, dataSets } from './data-set.js';
import { cacheDirectory, program, root } from './places.js';
import { Problem } from './problem.js';
import { watchedNode } from './watched-process.js';

/** The section `data` of a `seqrec` configuration. */
export interface DataSettings {
  readonly files: readonly string[];
  readonly format: string;
  readonly cache: string;
}

export function dataSettings(name: DataName, file: string): DataSettings {
  return { files: [file], format: dataSets[name].format, cache: cacheDirectory };
}

/**
 * Prepares the data, and refuses data that differs from the publications'. Otherwise a long run would give numbers that
 * nobody can compare.
 */
export async function checkData(name: DataName, data: DataSettings): Promise<void> {
  const { files, format, cache } = data;
  const flags = ['--data', ...files, '--format', format, '--cache', cache];
  const { ending, stdout, stderr } = await watchedNode({
    args: [program, '--json', 'prepare', ...flags],
    cwd: root,
    quiet: true,
  });
  const file = files.join(', ');
  if (ending !== 0) throw new Problem(`${file} cannot be prepared: ${stderr.trim()}`);
  const { counts }: { counts: Record<string, number> } = JSON.parse(stdout);
  for (const [what, expected] of Object.entries(dataSets[name].counts)) {
    if (counts[what] === expected) continue;
    throw new Problem(
      `${file} is not the ${dataSets[name].title} of the publications: it has ${counts[what]} ${what}, expected ${expected}`,
    );
  }
}
