import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** The process that has locked a directory. */
export interface LockHolder {
  readonly pid: number;
  /** The name of its machine. */
  readonly host: string;
  /** ISO 8601: when it locked the directory. */
  readonly since: string;
}

/** This process, as the content of a lock that it takes now. */
export function thisHolder(): string {
  const since = new Date().toISOString();
  const holder: LockHolder = { pid: process.pid, host: hostname(), since };
  return `${JSON.stringify(holder)}\n`;
}

/** Reads who holds a lock. `pid` is that of the file's name, for a lock whose content was not written yet. */
export async function readHolder(file: string, pid: number): Promise<LockHolder> {
  const unknown: LockHolder = { pid, host: hostname(), since: new Date().toISOString() };
  try {
    return { ...unknown, ...JSON.parse(await readFile(file, 'utf8')) };
  } catch {
    return unknown;
  }
}
