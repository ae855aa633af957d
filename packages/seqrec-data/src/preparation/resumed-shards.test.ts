import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Random } from '@org/random';
import { beforeAll, expect, it } from 'vitest';
import { startScript } from '../../../../testing/kill.js';
import { temporaryDirectory } from '../../../../testing/temporary-directory.js';
import { openSource } from '../sources/open-source.js';
import { shardedOptions } from '../testing/sharded-options.js';
import { prepareCachedShards } from './prepare-cached.js';
import type { PrepareEvent } from './prepare-event.js';
import { prepareShards } from './prepare-shards.js';
import type { PrepareShardsOptions } from './shard-preparation.js';

const directory = temporaryDirectory();
const script = new URL('../testing/sharded-preparation.ts', import.meta.url);
const csv = join(directory, 'rows.csv');
const at = (...names: string[]) => join(directory, ...names);
const contentOf = (place: string) =>
  Object.fromEntries(readdirSync(place).map((name) => [name, readFileSync(join(place, name))]));
const journalOf = (root: string): string => {
  const file = at(root, '.preparing-made', 'journal');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
const finished = (root: string, stage: string): number =>
  journalOf(root).split(`"stage":"${stage}"`).length - 1;

/** Prepares in this process, and returns the events but those of reading. */
async function prepare(
  root: string,
  options: Partial<PrepareShardsOptions> = {},
): Promise<readonly PrepareEvent[]> {
  const events: PrepareEvent[] = [];
  await prepareShards(await openSource({ path: csv }), at(root, 'made'), {
    ...{ ...shardedOptions, onEvent: (event) => events.push(event) },
    ...options,
  });
  return events.filter(({ type }) => type !== 'reading');
}

/** Prepares in a process, which is killed once this holds, if it does not end before. */
async function killWhen(root: string, isTime: () => boolean, moment = 0): Promise<boolean> {
  mkdirSync(at(root), { recursive: true });
  const child = startScript(script, csv, at(root, 'made'));
  const exit = once(child, 'exit');
  while (child.exitCode === null && !isTime()) await setTimeout(1);
  await setTimeout(moment);
  child.kill('SIGKILL');
  const [, signal] = await exit;
  return signal === 'SIGKILL';
}

beforeAll(async () => {
  const random = Random.of(7, 'rows');
  const rows = Array.from({ length: 12_000 }, () => {
    const item = Math.floor(random.float() ** 3 * 600);
    return `u${random.integer(600)},${item},${random.integer(1000)},${1 + random.integer(5)}`;
  });
  writeFileSync(csv, ['user_id,item_id,timestamp,rating', ...rows].join('\n'));
  await prepare('unbroken');
});

it('gives the bytes of an unbroken preparation after kills at any moment', async () => {
  const random = Random.of(Date.now(), 'kills');
  const kills = [
    // As soon as it works at all, and just after stages, in their order.
    () => journalOf('killed') !== '',
    ...['read', 'filter', 'core', 'write'].map((stage) => () => finished('killed', stage) > 0),
  ];
  let killed = 0;
  const moments: number[] = [];
  for (const isTime of kills) {
    moments.push(random.integer(12));
    if (await killWhen('killed', isTime, moments.at(-1))) killed += 1;
  }
  // On a fast machine, the last kills come after the end.
  expect(killed, `moments ${moments}`).toBeGreaterThan(1);
  await prepare('killed');
  expect(contentOf(at('killed/made')), `moments ${moments}`).toEqual(
    contentOf(at('unbroken/made')),
  );
  expect(readdirSync(at('killed'))).toEqual(['made']);
}, 180_000);

it('goes on after the last finished stage, and makes again what is damaged or of other data', async () => {
  // It may end before the kill.
  while (!(await killWhen('late', () => finished('late', 'write') > 1))) {
    rmSync(at('late'), { recursive: true });
  }
  expect(existsSync(at('late/made'))).toBe(false);
  const expected = contentOf(at('unbroken/made'));
  const copy = (root: string) => cpSync(at('late'), at(root), { recursive: true });

  copy('resumed');
  const [resumed, ...others] = await prepare('resumed');
  expect(resumed).toEqual({
    type: 'resumed',
    stage: 'write',
    number: expect.any(Number),
    shards: 6,
  });
  expect(others.map(({ type }) => type).filter((type) => type === 'filtered')).toHaveLength(3);
  expect(contentOf(at('resumed/made'))).toEqual(expected);

  for (const kind of ['user-ids', 'shard-2', 'sequences-1-', 'written-0', 'journal']) {
    copy('damaged');
    const names = readdirSync(at('damaged/.preparing-made'));
    const file = at('damaged/.preparing-made', names.find((name) => name.startsWith(kind)) ?? kind);
    const bytes = readFileSync(file);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const [first] = await prepare('damaged');
    // Damage in the journal loses its later lines, and so what they replaced.
    const resumed = { type: expect.stringMatching(/^(resumed|remade)$/) };
    expect(first).toMatchObject(
      kind === 'journal' ? resumed : { type: 'remade', reason: 'damaged', file },
    );
    expect(contentOf(at('damaged/made')), kind).toEqual(expected);
    expect(readdirSync(at('damaged'))).toEqual(['made']);
    rmSync(at('damaged'), { recursive: true });
  }

  copy('changed');
  const filters = { ...shardedOptions.filters, core: { users: 9 } };
  const [changed, next] = await prepare('changed', { filters });
  expect([changed, next?.type]).toEqual([{ type: 'remade', reason: 'changed' }, 'filtered']);
  await prepare('unbroken-changed', { filters });
  expect(contentOf(at('changed/made'))).toEqual(contentOf(at('unbroken-changed/made')));

  copy('grown');
  writeFileSync(csv, `${readFileSync(csv, 'utf8')}\nu1,1,1,5`);
  expect((await prepare('grown'))[0]).toEqual({ type: 'remade', reason: 'changed' });
}, 180_000);

it('stays after an interruption, in the cache too, and goes after an error of the data', async () => {
  const root = at('cache');
  const stop = new AbortController();
  const options: PrepareShardsOptions & { cache: string } = {
    ...{ ...shardedOptions, cache: root, signal: stop.signal },
    onEvent: (event) => {
      if (event.type === 'filtered' && event.step === 'core') stop.abort(new Error('stopped'));
    },
  };
  const source = await openSource({ path: csv });
  await expect(prepareCachedShards(source, options)).rejects.toThrow('stopped');
  const kept = readdirSync(root).filter((name) => name.startsWith('.preparing-csv-'));
  expect(kept).toHaveLength(1);

  const events: PrepareEvent[] = [];
  const again = {
    ...options,
    signal: undefined,
    onEvent: (event: PrepareEvent) => events.push(event),
  };
  const { directory: made } = await prepareCachedShards(source, again);
  expect(events[0]).toMatchObject({ type: 'resumed', stage: 'core' });
  expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);

  await prepare('unbroken-grown');
  expect(contentOf(made)).toEqual(contentOf(at('unbroken-grown/made')));
  const nothing = { ...shardedOptions, filters: { core: { users: 1e6 } } };
  await expect(prepare('nothing', nothing)).rejects.toThrow('nothing is left');
  expect(readdirSync(at('nothing'))).toEqual([]);
});
