import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Tests run the built app, so it is built of the sources as they are now. */
export function setup(): void {
  execFileSync('pnpm', ['exec', 'tsup'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: 'inherit',
    // There pnpm is a script that only a shell can start.
    shell: process.platform === 'win32',
  });
}
