import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveArtifact } from '@org/artifact';
import { models } from '@org/models';
import { Catalogue } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RequestCases } from '../../../testing/request-case.js';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { runApp } from './testing/run-app.js';

/** The library and the server are tested with the same cases. */
const { items, untrained, popularity, cases, filtered } = JSON.parse(
  readFileSync(
    new URL('../../../packages/seqrec-data/src/testing/requests.json', import.meta.url),
    'utf8',
  ),
) as RequestCases;

const cwd = temporaryDirectory();

beforeAll(async () => {
  await tf.setBackend('cpu');
  const catalogue = new Catalogue(
    items.map((item, place) => ({ ...item, index: place + 1 })),
    untrained,
  );
  const model = await models.sasrec.build({ itemCount: items.length, maxLength: 4, seed: 1 });
  await saveArtifact(join(cwd, 'model'), { model, catalogue, popularity });
  await saveArtifact(join(cwd, 'repeats'), { model, catalogue, popularity, excludeSeen: false });
  model.network.dispose();
});

function recommend(args: readonly string[], history?: readonly unknown[], artifact = 'model') {
  const asked = history === undefined ? args : [...args, '--history-file', '-'];
  return runApp(['recommend', ...asked, '--artifact', artifact, '-k', '100', '--json'], {
    cwd,
    ...(history && { stdin: JSON.stringify(history) }),
  });
}

/** What a part of a request is called on the command line. */
const nameOf = (part: string) => (part === 'history' ? '' : `--${part}: `);

describe('a request to the command line', () => {
  test.each([...cases, ...filtered])('$name', async ({ request, refused, ...expected }) => {
    const { history, exclude, allow, filter, unknown } = request;
    const args = [
      ...(exclude ? ['--exclude', ...exclude.map(String)] : []),
      ...(allow ? ['--allow', ...allow.map(String)] : []),
      ...(filter ? ['--filter', filter] : []),
      ...(unknown ? ['--no-ignore-unknown'] : []),
    ];
    const { exitCode, stdout, stderr } = await recommend(args, history);
    if (refused !== undefined) {
      const [part, sentence] = refused;
      const named = sentence.replace(/\{(\w+)\}/g, (_, other: string) => nameOf(other));
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`error: ${nameOf(part)}${named}\n`);
      return;
    }
    const { ignored = [], notices = [], fallback = null, recommended } = expected;
    expect(exitCode, stderr).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer.ignored).toEqual(ignored);
    expect(answer.notices).toEqual(notices.map(([part, sentence]) => `${nameOf(part)}${sentence}`));
    for (const notice of answer.notices) expect(stderr).toContain(`warning: ${notice}: left out\n`);
    expect(answer.fallback).toBe(fallback);
    const ids = answer.recommendations.map(({ id }: { id: unknown }) => id);
    if (fallback === null) expect(new Set(ids)).toEqual(new Set(recommended));
    else expect(ids).toEqual(recommended);
  });
});

test.each([
  ['Allien', 'the model does not know "Allien" (did you mean "Alien (1979)"?)'],
  ['heat', '"heat" is the title of 2 items: name the one you mean by its id, "h1", "h2"'],
  ['solaris', '"solaris" is known but cannot be used: the titles of the data have'],
])(
  'one typed item that cannot be used is an error, or popularity where that is wanted: %s',
  async (text, sentence) => {
    const { exitCode, stderr, stdout } = await recommend([text]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: ${sentence}`);
    const wanted = JSON.parse((await recommend([text, '--ignore-unknown'])).stdout);
    expect(wanted).toMatchObject({ fallback: 'popularity', ignored: [text] });
    expect(wanted.recommendations[0].id).toBe('7');
  },
);

test('a model of data that repeat recommends items of the history, unless a flag says otherwise', async () => {
  const ids = async (...args: string[]) =>
    JSON.parse((await recommend(['5', ...args], undefined, 'repeats')).stdout).recommendations.map(
      ({ id }: { id: unknown }) => id,
    );
  expect(await ids()).toContain(5);
  expect(await ids('--exclude-seen')).not.toContain(5);
  const { stdout } = await recommend(['5', '--no-exclude-seen']);
  expect(stdout).toContain('Alien');
});

test('every user gets a list, also one of whose history the model knows nothing', async () => {
  writeFileSync(
    join(cwd, 'new.csv'),
    'user,item,timestamp\nann,5,1\nbob,zzz,2\ncy,zzz,3\ncy,7,4\n',
  );
  const lists = (output: string) =>
    runApp(
      ['recommend', '--all-users', '--data', 'new.csv', '--artifact', 'model', '--output', output],
      { cwd },
    );
  const { exitCode, stderr, stdout } = await lists('lists.jsonl');
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain('3 lists of at most 10 items');
  expect(stderr).toContain('the model knows nothing of the history of 1 user');
  const lines = readFileSync(join(cwd, 'lists.jsonl'), 'utf8').trim().split('\n');
  const answers = lines.map((line) => JSON.parse(line));
  expect(answers.map(({ user, fallback }) => [user, fallback])).toEqual([
    ['ann', null],
    ['bob', 'popularity'],
    ['cy', null],
  ]);
  expect(answers[1].recommendations.map(({ id }: { id: unknown }) => id)).toEqual([
    '7',
    'h1',
    'h2',
    5,
    11,
  ]);
  await lists('lists.csv');
  const rows = readFileSync(join(cwd, 'lists.csv'), 'utf8').split('\n');
  expect(rows.filter((row) => row.endsWith(',popularity'))).toHaveLength(5);
});

describe('--boost', () => {
  const scores = async (...args: string[]) =>
    new Map<unknown, number>(
      JSON.parse((await recommend(args, [11])).stdout).recommendations.map(
        ({ id, score }: { id: unknown; score: number }) => [id, score],
      ),
    );

  test('raises the scores of a model by the logarithms of all boosts that match', async () => {
    const plain = await scores();
    const boosted = await scores(
      ...['--boost', "genre = 'SciFi' * 20", 'year < 1990 * 3'],
      ...['--boost', 'missing(year) * 0.5'],
    );
    const rise = (id: unknown) => (boosted.get(id) as number) - (plain.get(id) as number);
    for (const { id, attributes = {} } of items) {
      if (!plain.has(id)) continue;
      const { genre = [], year } = attributes as { genre?: readonly string[]; year?: number };
      const factor =
        (genre.includes('SciFi') ? 20 : 1) *
        (year !== undefined && year < 1990 ? 3 : 1) *
        (year === undefined ? 0.5 : 1);
      expect(rise(id), String(id)).toBeCloseTo(Math.log(factor), 4);
    }
    expect([...plain.keys()].filter((id) => Math.abs(rise(id)) > 0.1)).not.toEqual([]);
  });

  test('multiplies how popular items are, for every user too', async () => {
    const boost = ['--boost', 'year = 1979 * 100'];
    const { recommendations } = JSON.parse((await recommend(boost, ['zzz', 99])).stdout);
    expect(recommendations.map(({ id }: { id: unknown }) => id)).toEqual([5, '7', 'h1', 'h2', 11]);

    writeFileSync(join(cwd, 'bob.csv'), 'user,item,timestamp\nann,5,1\nbob,zzz,2\n');
    const { exitCode, stderr } = await runApp(
      [
        ...['recommend', '--all-users', '--data', 'bob.csv', '--artifact', 'model'],
        ...['--output', 'boosted.jsonl', ...boost],
      ],
      { cwd },
    );
    expect(exitCode, stderr).toBe(0);
    const [, bob = ''] = readFileSync(join(cwd, 'boosted.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(bob)).toMatchObject({ user: 'bob', fallback: 'popularity' });
    expect(JSON.parse(bob).recommendations[0].id).toBe(5);
  });

  test('is refused with one sentence', async () => {
    const text = "genre = 'Drama'";
    const { exitCode, stderr, stdout } = await recommend(['--boost', text], [5]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: --boost ${JSON.stringify(text)}: expected a filter, * and`);
  });
});
