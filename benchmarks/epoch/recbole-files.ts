import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const HEAD = 'user_id:token\titem_id_list:token_seq\titem_id:token\n';

/**
 * Writes training sequences as RecBole's pre-split files, one sequence per line, so that RecBole trains on these and
 * makes none of its own. RecBole also needs validation and test files; this benchmark does not use their content.
 */
export async function writeRecboleFiles(
  directory: string,
  windows: readonly Int32Array[],
): Promise<void> {
  const folder = join(directory, 'windows');
  await mkdir(folder);
  const lines = windows.map((window, i) => `${i + 1}\t${window.join(' ')}\t${window.at(-1)}\n`);
  const file = (part: string) => join(folder, `windows.${part}.inter`);
  await writeFile(file('train'), HEAD + lines.join(''));
  await writeFile(file('valid'), HEAD + lines.slice(0, 1).join(''));
  await writeFile(file('test'), HEAD + lines.slice(0, 1).join(''));
}
