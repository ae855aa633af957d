/** Our side of bench.ts. It answers the same lines of JSON as tensorflow_reader.py. */
import { createHash, type Hash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fixedLen, ragged, readExamples, readRecords } from '@org/tfrecord';

const SPEC = {
  userIndex: fixedLen([], 'int64'),
  movieIndices: ragged('int64'),
  timestamps: ragged('int64'),
};

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _ of items) total += 1;
  return total;
}

const RUNS: Readonly<Record<string, (path: string) => Promise<number>>> = {
  readRecords: (path) => count(readRecords(path)),
  readExamples: (path) => count(readExamples(path, SPEC)),
  'readExamples gzip': (path) => count(readExamples(path, SPEC)),
};

async function digest(path: string): Promise<Record<string, string>> {
  const sums = new Map<string, Hash>();
  const update = (name: string, values: readonly number[]) => {
    const sum = sums.get(name) ?? createHash('sha256');
    sums.set(name, sum.update(BigInt64Array.from(values, BigInt)));
  };
  for await (const { userIndex, movieIndices, timestamps } of readExamples(path, SPEC)) {
    update('userIndex', [userIndex]);
    update('movieIndices lengths', [movieIndices.length]);
    update('movieIndices', movieIndices);
    update('timestamps lengths', [timestamps.length]);
    update('timestamps', timestamps);
  }
  return Object.fromEntries(Array.from(sums, ([name, sum]) => [name, sum.digest('hex')]));
}

interface Request {
  readonly digest?: string;
  readonly run?: string;
  readonly path?: string;
}

async function answer({ digest: digestPath, run = '', path = '' }: Request): Promise<object> {
  if (digestPath !== undefined) return { digest: await digest(digestPath) };
  const read = RUNS[run];
  if (read === undefined) throw new Error(`there is no run '${run}'`);
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  const records = await read(path);
  const { user, system } = process.cpuUsage(cpuStart);
  return { wall: (performance.now() - start) / 1e3, cpu: (user + system) / 1e6, records };
}

const { node, v8 } = process.versions;
console.log(JSON.stringify({ versions: { node, v8 } }));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line) as Request)));
}
