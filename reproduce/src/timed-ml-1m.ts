import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeFileAtomically } from '@org/files';
import { cacheDirectory } from './places.js';
import { Problem } from './problem.js';

/** The files beside ml-1m.txt that hold its times: the ratings, and their ids of users and items. */
const FILES = ['ratings_full.csv.gz', 'sas_to_original_users.txt', 'sas_to_original_items.txt'];

/**
 * A table of ml-1m.txt's events, in its order and with its ids, with the times of the ratings.
 *
 * @param file ml-1m.txt, gzip or not.
 * @returns the path of the table, in the cache.
 */
export async function timedMl1m(file: string): Promise<string> {
  const folder = dirname(file);
  const missing = FILES.find((name) => !existsSync(join(folder, name)));
  if (missing !== undefined) {
    throw new Problem(`the times of ML-1M need ${join(folder, missing)}, beside ${file}`);
  }
  const [ratings = '', users = '', items = ''] = FILES.map((name) => textOf(join(folder, name)));
  const timeOf = new Map<string, string>();
  for (const line of linesOf(ratings).slice(1)) {
    const [user, item, , time = ''] = line.split(',');
    timeOf.set(`${user} ${item}`, time);
  }
  const [userOf, itemOf] = [users, items].map(
    (text) => new Map(linesOf(text).map((line) => line.split(/\s+/) as [string, string])),
  );
  const rows = linesOf(textOf(file)).map((line) => {
    const [user = '', item = ''] = line.split(/\s+/);
    const time = timeOf.get(`${userOf?.get(user)} ${itemOf?.get(item)}`);
    if (time === undefined) throw new Problem(`no rating has the time of ${file}'s line '${line}'`);
    return `${user},${item},${time}`;
  });
  const path = join(cacheDirectory, 'ml-1m-times.csv');
  await writeFileAtomically(path, `user,item,timestamp\n${rows.join('\n')}\n`);
  return path;
}

function textOf(file: string): string {
  const bytes = readFileSync(file);
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (zipped ? gunzipSync(bytes) : bytes).toString();
}

function linesOf(text: string): string[] {
  return text.trim().split(/\r?\n/);
}
