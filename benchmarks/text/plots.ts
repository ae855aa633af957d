import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const FILE = 'plots_movies_extrainfos.dat.gz';
/** The index of the plot among a line's fields, which `::` separates. */
const PLOT = 9;

/** The plots of MovieLens-1M: 3,845 texts of up to 753 tokens, most of them about a hundred. */
export async function readPlots(path: string): Promise<readonly string[]> {
  const found = [path, join(path, FILE), join(path, 'ml-1m', FILE)];
  for (const file of found) {
    const isFile = await access(file).then(
      () => file.endsWith('.gz'),
      () => false,
    );
    if (!isFile) continue;
    const lines = gunzipSync(await readFile(file))
      .toString('utf8')
      .split('\n');
    const plots = lines.map((line) => line.split('::')[PLOT]?.trim() ?? '');
    return plots.filter((plot) => plot !== '' && plot !== 'N/A');
  }
  throw new Error(`none of ${found.join(', ')} is a file of plots`);
}
