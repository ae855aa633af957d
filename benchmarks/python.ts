import { resolve } from 'node:path';

/**
 * The interpreter that `--python` or the environment's `PYTHON` names; undefined where neither does. A path is taken
 * from where the command was typed: pnpm runs scripts in the package's folder.
 */
export function pythonInterpreter(flag: string | undefined): string | undefined {
  const named = flag ?? process.env.PYTHON;
  return named?.includes('/') ? fromStart(named) : named;
}

/** A path as the one who typed the command means it. */
export function fromStart(path: string): string {
  return resolve(process.env.INIT_CWD ?? '.', path);
}
