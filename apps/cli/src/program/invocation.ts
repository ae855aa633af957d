import { basename } from 'node:path';
import { shownPath } from './start-directory.js';

export interface InvocationOrigin {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The script that Node runs. */
  readonly script: string;
}

/**
 * The start of a command line that works for the person as the one they typed did: through pnpm, or through npx for
 * one who may have no pnpm, or the plain program.
 */
export function invocationOf(
  what: 'train' | 'recommend' | 'evaluate' | 'report' | 'search' | 'server',
  { env, script }: InvocationOrigin = { env: process.env, script: process.argv[1] ?? 'seqrec' },
): string {
  // npm tells its version to what it starts, and pnpm passes that on.
  const pnpm = env.npm_config_npm_version === undefined ? 'pnpm' : 'npx -y pnpm@10';
  if (what === 'server') return `${pnpm} --filter reference-server start`;
  switch (env.npm_lifecycle_event) {
    case 'train':
      return what === 'train' ? `${pnpm} --filter cli train` : `${pnpm} seqrec ${what}`;
    case 'seqrec':
      return `${pnpm} seqrec ${what}`;
    default:
      return `${basename(script) === 'seqrec' ? 'seqrec' : `node ${shownPath(script)}`} ${what}`;
  }
}
