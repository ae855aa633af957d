import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './packed.js';

/** Makes an empty folder and installs there what the words name, as a user does. */
export async function npmInstall(
  folder: string,
  words: readonly string[],
  npmrc: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.npmrc'), npmrc);
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "empty", "version": "1.0.0", "private": true, "type": "module" }\n',
  );
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await run('npm', ['i', ...quiet, ...words], { cwd: folder });
}

/** Whether an install failed because npm's registry is out of reach. */
export function isOutOfReach(error: unknown): boolean {
  const { stderr = '' } = error as { readonly stderr?: string };
  return /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/.test(
    stderr,
  );
}
