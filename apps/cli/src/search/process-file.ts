import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** The live process that a file names. A file without one is left over from a kill. */
export function livingProcess(file: string): number | undefined {
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // It is alive and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? pid : undefined;
  }
}

/** Writes this process's id into a file, until `releaseFile`. */
export function claimFile(file: string): void {
  writeFileSync(file, `${process.pid}\n`);
}

export function releaseFile(file: string): void {
  rmSync(file, { force: true });
}
