import { resolve } from 'node:path';

/**
 * The interpreter that `--python` or else the environment variable `PYTHON` names; undefined if neither is set. A path
 * is relative to the user's directory, because pnpm runs scripts in the package's folder.
 */
export function pythonInterpreter(flag: string | undefined): string | undefined {
  const named = flag ?? process.env.PYTHON;
  return named?.includes('/') ? fromStart(named) : named;
}

/** Resolves a path against the directory where the user called pnpm. */
export function fromStart(path: string): string {
  return resolve(process.env.INIT_CWD ?? '.', path);
}
