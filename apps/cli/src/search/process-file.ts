import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** The process that a file names, while it lives; a file without one is left over from a kill. */
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
    // It lives, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? pid : undefined;
  }
}

/** Names this process in a file, until `releaseFile`. */
export function claimFile(file: string): void {
  writeFileSync(file, `${process.pid}\n`);
}

export function releaseFile(file: string): void {
  rmSync(file, { force: true });
}
