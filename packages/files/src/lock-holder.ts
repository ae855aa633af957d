import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** The process that has locked a directory. */
export interface LockHolder {
  readonly pid: number;
  /** The name of its machine. */
  readonly host: string;
  /** When it locked the directory, as ISO 8601. */
  readonly since: string;
}

/** The content of a lock that this process takes now. */
export function thisHolder(): string {
  const since = new Date().toISOString();
  const holder: LockHolder = { pid: process.pid, host: hostname(), since };
  return `${JSON.stringify(holder)}\n`;
}

/** Reads the holder of a lock. `pid` comes from the file's name, for a lock whose content is not written yet. */
export async function readHolder(file: string, pid: number): Promise<LockHolder> {
  const unknown: LockHolder = { pid, host: hostname(), since: new Date().toISOString() };
  try {
    return { ...unknown, ...JSON.parse(await readFile(file, 'utf8')) };
  } catch {
    return unknown;
  }
}
