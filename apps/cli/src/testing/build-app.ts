import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Builds the app from the current sources, because tests run the built app. */
export function setup(): void {
  execFileSync('pnpm', ['exec', 'tsup'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'inherit',
    // On Windows, pnpm is a script that only a shell can start.
    shell: process.platform === 'win32',
  });
}
