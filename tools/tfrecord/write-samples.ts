/**
 * Writes files of every kind with our writer, and the expected content beside each, for read_back.py:
 *
 *   pnpm --filter tools tfrecord:write-samples <directory>
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fixedLen,
  ragged,
  TensorBoardWriter,
  writeExamples,
  writeRecords,
  writeSequenceExamples,
} from '@org/tfrecord';

const directory = process.argv[2];
if (directory === undefined) throw new Error('give the directory to write to');
await mkdir(directory, { recursive: true });

const SESSION = {
  userIndex: fixedLen([], 'int64'),
  movieIndices: ragged('int64'),
  timestamps: ragged('int64'),
};
const EVERYTHING = {
  exact: ragged('bigint'),
  floats: ragged('float32'),
  matrix: fixedLen([2, 2], 'float32'),
  texts: ragged('string'),
};
const SEQUENCE = {
  context: { user: fixedLen([], 'int64') },
  sequence: { item: fixedLen([], 'int64'), tags: ragged('string') },
};

const sessions = Array.from({ length: 1000 }, (_, user) => ({
  userIndex: user,
  movieIndices: Array.from({ length: (user * 7) % 301 }, (_, i) => (user * 31 + i * i) % 40_000),
  timestamps: Array.from({ length: (user * 7) % 301 }, (_, i) => 978_300_000 + user * 86_400 + i),
}));
for (const [name, options] of [
  ['plain.tfrecord', {}],
  ['gzip.tfrecord.gz', {}],
  ['zlib.tfrecord.zlib', { compression: 'zlib' }],
  ['sharded.tfrecord', { shards: 3 }],
] as const) {
  await writeExamples(join(directory, name), SESSION, sessions, options);
}
await expectation('sessions', sessions);

const powers = Array.from({ length: 63 }, (_, bit) => 2n ** BigInt(bit));
const everything = [
  {
    exact: [
      ...powers,
      ...powers.map((power) => power - 1n),
      ...powers.map((power) => -power),
      -(2n ** 63n),
    ],
    floats: [0, 0.5, 3.4028234663852886e38, 1.401298464324817e-45, 16777216],
    matrix: [1, 2, 3, 4],
    texts: ['', 'Amélie', '日本', '🍿'],
  },
  { exact: [], floats: [], matrix: [0, 0, 0, 0], texts: [] },
];
await writeExamples(join(directory, 'everything.tfrecord'), EVERYTHING, everything);
await expectation('everything', everything);

const sequences = Array.from({ length: 100 }, (_, user) => ({
  context: { user },
  sequence: {
    item: Array.from({ length: user % 9 }, (_, step) => user * step - 7),
    tags: Array.from({ length: user % 9 }, (_, step) =>
      new Array<string>(step % 3).fill(`t${step}`),
    ),
  },
}));
await writeSequenceExamples(join(directory, 'sequences.tfrecord'), SEQUENCE, sequences);
await expectation('sequences', sequences);

const raw = [0, 1, 7, 8, 15, 16, 17, 255, 300_000].map((length) =>
  Uint8Array.from({ length }, (_, i) => i % 251),
);
await writeRecords(join(directory, 'raw.tfrecord'), raw);
await expectation(
  'raw',
  raw.map(({ length }) => length),
);

const scalars = Array.from({ length: 50 }, (_, i) => ({
  step: i * 10,
  values: { loss: 1 / (i + 1), 'validation/ndcg@10': i / 64 },
}));
const board = await TensorBoardWriter.open(join(directory, 'events'));
for (const { step, values } of scalars) await board.scalars(step, values);
await board.close();
await expectation('scalars', scalars);

function expectation(name: string, rows: readonly unknown[]): Promise<void> {
  const lines = rows.map((row) =>
    JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  );
  return writeFile(
    join(directory ?? '', `${name}.jsonl`),
    lines.map((line) => `${line}\n`).join(''),
  );
}
