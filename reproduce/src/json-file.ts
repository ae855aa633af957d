import { readFileSync } from 'node:fs';
import { writeFileAtomically } from '@org/files';

/** Writes a JSON file whole or not at all. */
export function writeJson(file: string, value: unknown): Promise<void> {
  return writeFileAtomically(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Undefined if there is no file. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(text);
}
