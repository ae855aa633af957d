import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type ExternalId, isExternalId } from '@org/seqrec-data';
import { CliError } from '../program/cli-error.js';
import { fromStart } from '../program/start-directory.js';

/** Ids and titles of a file, `-` being standard input: a JSON list, or one per line. */
export async function readHistoryFile(path: string): Promise<ExternalId[]> {
  let content: string;
  try {
    content = path === '-' ? await text(process.stdin) : readFileSync(fromStart(path), 'utf8');
  } catch (cause) {
    throw new CliError('usage', `${path}: the history file cannot be read`, { cause });
  }
  return parseHistory(content, path);
}

export function parseHistory(content: string, path: string): ExternalId[] {
  const trimmed = content.replace(/^\uFEFF/, '').trim();
  if (!trimmed.startsWith('[')) {
    return trimmed
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
  let list: unknown;
  try {
    list = JSON.parse(trimmed);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError('usage', `${path} begins like a JSON list and is none: ${why}`, { cause });
  }
  if (!Array.isArray(list)) throw new CliError('usage', `${path} is not a JSON list`);
  return list.map((value, position) => {
    if (isExternalId(value)) return value;
    throw new CliError(
      'usage',
      `${path}: value ${position + 1} is ${JSON.stringify(value)}, expected an id or a title`,
    );
  });
}
