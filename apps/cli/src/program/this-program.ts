import type { Program } from '@org/executor';

/** This program, for processes that run its commands in a directory. */
export function thisProgram(cwd: string): Program {
  return {
    command: [process.execPath, process.argv[1] ?? 'seqrec'],
    cwd,
    // pnpm sets it, and relative paths start there.
    env: { INIT_CWD: cwd },
  };
}
