import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes a Python environment in a folder, with packages from PyPI, and returns the folder of its programs. Undefined, with
 * a printed reason, if it cannot.
 */
export function virtualEnvironment(
  folder: string,
  packages: readonly string[],
): string | undefined {
  mkdirSync(folder, { recursive: true });
  const programs = join(folder, 'bin');
  const commands: readonly (readonly [string, ...string[]])[] = [
    ['python3', '-m', 'venv', folder],
    [join(programs, 'python'), '-m', 'pip', 'install', '--quiet', ...packages],
  ];
  for (const [program, ...args] of commands) {
    const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
    if (status === 0) continue;
    console.log(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim());
    console.log(`Not checked: ${packages.join(' and ')} cannot be installed here.`);
    return undefined;
  }
  return programs;
}
