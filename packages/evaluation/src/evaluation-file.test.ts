import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type EvaluationContent,
  readEvaluation,
  readPerUser,
  writeEvaluation,
} from './evaluation-file.js';
import { decodePerUser, encodePerUser, type PerUserResults } from './per-user-file.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evaluation-'));
});
afterEach(() => rm(directory, { recursive: true }));

const perUser: PerUserResults = {
  userIds: [7, 9, 12],
  historyLengths: Int32Array.of(4, 2, 9),
  offsets: Int32Array.of(0, 1, 3, 4),
  targets: Int32Array.of(3, 1, 2, 5),
  scorers: [
    {
      scorer: 'bert4rec',
      ranks: Float64Array.of(1, 12, 2.5, Number.POSITIVE_INFINITY),
      values: {
        'hitRate@10': Float64Array.of(1, 1, 0),
        'ndcg@10': Float64Array.of(1, 0.25, 0),
      },
    },
  ],
};

const content: EvaluationContent = {
  record: {
    createdAt: '2026-01-02T03:04:05.678Z',
    command: 'seqrec evaluate',
    wallSeconds: 2.5,
    dataset: { contentHash: 'abc', source: { format: 'csv' }, filters: {}, counts: { users: 3 } },
    split: { kind: 'leave-one-out' },
    model: { kind: 'bert4rec', version: '0123456789ab', config: {}, training: {} },
    engine: { name: 'cpu', backend: 'cpu', package: '@tensorflow/tfjs-backend-cpu', version: '4' },
    versions: { node: '24.0.0' },
    seeds: { training: 1, evaluation: 1 },
    intervals: { level: 0.95, resamples: 2000, seed: 1 },
    examples: [
      {
        user: 7,
        historyLength: 4,
        history: [{ id: 'oak', title: 'Oak' }, { id: 2 }],
        targets: [{ id: 'elm' }],
        recommendations: [{ id: 'elm' }, { id: 'fir', title: 'Fir' }],
      },
    ],
  },
  protocols: [
    {
      record: {
        name: 'full',
        ranking: 'full',
        itemCount: 5,
        excludeSeen: true,
        ties: 'index',
        users: 3,
        targets: 4,
        seenTargets: 1,
        scorers: [
          {
            scorer: 'bert4rec',
            role: 'model',
            seconds: 1,
            metrics: { 'hitRate@10': { mean: 2 / 3, low: 0, high: 1 } },
          },
        ],
      },
      perUser,
    },
  ],
};

describe('writeEvaluation', () => {
  it('reads back the result and the values of every user that it wrote', async () => {
    const written = await writeEvaluation(directory, content);
    expect((await readdir(directory)).sort()).toEqual(['evaluation.json', 'per-user.full.arrow']);
    const record = await readEvaluation(directory);
    expect(record).toEqual(written);
    expect(record).toMatchObject({ formatVersion: 1, ...content.record });
    const [protocol] = record.protocols;
    expect(protocol).toMatchObject(content.protocols[0]?.record ?? {});
    if (protocol === undefined) throw new Error('no protocol');
    expect(await readPerUser(directory, protocol)).toEqual(perUser);
  });

  it('keeps other files of the directory, and replaces an earlier result', async () => {
    await writeFile(join(directory, 'weights.bin'), 'weights');
    await writeEvaluation(directory, content);
    await writeEvaluation(directory, {
      ...content,
      record: { ...content.record, command: 'again' },
    });
    expect(await readFile(join(directory, 'weights.bin'), 'utf8')).toBe('weights');
    expect((await readEvaluation(directory)).command).toBe('again');
  });

  it.each([
    ['none', undefined, 'missing', 'holds no result of an evaluation'],
    ['no JSON', '{', 'not-json', 'is not JSON'],
    ['another version', '{"formatVersion": 9}', 'version', 'has format version 9'],
    ['no result', '{"formatVersion": 1}', 'corrupt', 'createdAt'],
  ])('refuses to read %s', async (_, text, code, message) => {
    if (text !== undefined) await writeFile(join(directory, 'evaluation.json'), text);
    const failure = readEvaluation(directory);
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(message);
  });

  it('refuses unknown metrics', async () => {
    await writeEvaluation(directory, content);
    const file = join(directory, 'evaluation.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('hitRate@10', 'hitRate@ten'));
    await expect(readEvaluation(directory)).rejects.toThrow('protocols.0.scorers.0.metrics');
  });

  it('refuses values per user that do not belong to the result', async () => {
    const [protocol] = (await writeEvaluation(directory, content)).protocols;
    if (protocol === undefined) throw new Error('no protocol');
    await writeFile(join(directory, protocol.perUser.file), 'other');
    await expect(readPerUser(directory, protocol)).rejects.toThrow('is not what evaluation.json');
    await rm(join(directory, protocol.perUser.file));
    await expect(readPerUser(directory, protocol)).rejects.toThrow('cannot be read');
  });
});

describe('encodePerUser', () => {
  it('is a plain Arrow table with one row per user', () => {
    const table = tableFromIPC(encodePerUser(perUser));
    expect(table.schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'user: Int64',
      'history_length: Int32',
      'targets: List<Int32>',
      'bert4rec/ranks: List<Float64>',
      'bert4rec/hitRate@10: Float64',
      'bert4rec/ndcg@10: Float64',
    ]);
    expect(JSON.parse(JSON.stringify(table.get(1)?.toJSON().targets))).toEqual([1, 2]);
  });

  it.each([[['a', 'b', 'c']], [[5, '5', 'x']], [[1.5, 2, 3]]])(
    'reads back the user ids %j',
    (userIds) => {
      expect(decodePerUser(encodePerUser({ ...perUser, userIds }), 'f').userIds).toEqual(userIds);
    },
  );

  it('refuses other bytes and other columns', () => {
    expect(() => decodePerUser(Uint8Array.of(1, 2, 3), 'f')).toThrow('f holds no values per user');
    const { scorers } = perUser;
    const renamed = scorers.map((one) => ({ ...one, scorer: 'x/ranks' }));
    expect(
      decodePerUser(encodePerUser({ ...perUser, scorers: renamed }), 'f').scorers[0]?.scorer,
    ).toBe('x/ranks');
  });
});
