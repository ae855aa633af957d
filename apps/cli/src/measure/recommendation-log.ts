import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type LoggedRecord, loggedRecord } from '@org/evaluation';
import { CliError } from '../program/cli-error.js';
import { shownPath } from '../program/start-directory.js';

export interface RecommendationLog {
  readonly records: readonly LoggedRecord[];
  /** The number of lines that are not records, such as those that a full disk cut off. */
  readonly unreadable: number;
}

/** Reads the log of recommendations that servers have written into a directory. */
export async function readRecommendationLog(directory: string): Promise<RecommendationLog> {
  const names = (await readdir(directory).catch(() => []))
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  if (names.length === 0) {
    throw new CliError(
      'usage',
      `${shownPath(directory)} holds no log: a server writes one with RECOMMENDATION_LOG=${shownPath(directory)}; --log names another directory`,
    );
  }
  const records: LoggedRecord[] = [];
  let unreadable = 0;
  for (const name of names) {
    const input = createReadStream(join(directory, name), 'utf8');
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line === '') continue;
      const record = parse(line);
      if (record === undefined) unreadable += 1;
      else records.push(record);
    }
  }
  return { records, unreadable };
}

function parse(line: string): LoggedRecord | undefined {
  try {
    return loggedRecord.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
