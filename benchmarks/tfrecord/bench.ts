/**
 * Reads and parses TFRecords: @org/tfrecord beside TensorFlow, each on one core.
 *
 *   pnpm --filter @org/tfrecord build
 *   pnpm --filter benchmarks bench:tfrecord --python <python with TensorFlow>
 *
 * First, both read the whole file and must agree on every value. Then they take turns, so other work on the machine
 * affects both alike. Writes benchmarks/results/tfrecord.json.
 */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { fixedLen, ragged, readExamples, writeExamples } from '@org/tfrecord';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { median } from '../median.js';
import { pythonInterpreter } from '../python.js';
import { Worker } from './worker.js';

const SPEC = {
  userIndex: fixedLen([], 'int64'),
  movieIndices: ragged('int64'),
  timestamps: ragged('int64'),
};
const WARM_UPS = 3;

const { values: flags } = parseArgs({
  options: {
    python: { type: 'string' },
    copies: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '15' },
    core: { type: 'string', default: '0' },
  },
});
const python = pythonInterpreter(flags.python) ?? 'python3';
const rounds = Number(flags.rounds);
const copies = Number(flags.copies);
const machine = describeMachine();
warnIfBusy(machine);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const directory = await mkdtemp(join(tmpdir(), 'bench-tfrecord-'));
try {
  const plain = join(directory, 'sessions.tfrecord');
  const gzip = join(directory, 'sessions.tfrecord.gz');
  const { records } = await writeExamples(plain, SPEC, replicatedSessions());
  await writeExamples(gzip, SPEC, replicatedSessions());
  const { size } = await stat(plain);

  const onOneCore = process.platform === 'linux' ? ['taskset', '-c', flags.core] : [];
  const ours = await Worker.start([
    ...onOneCore,
    process.execPath,
    '--import=tsx',
    here('our-reader.ts'),
  ]);
  const tensorflow = await Worker.start([...onOneCore, python, here('tensorflow_reader.py')]);

  const digests = [await ours.digest(plain), await tensorflow.digest(plain)];
  if (!isDeepStrictEqual(digests[0], digests[1])) {
    throw new Error(`the readers disagree: ${JSON.stringify(digests)}`);
  }
  console.log(`Both read the same values in ${records} records of ${size} bytes.`);

  const contests = [
    { reader: ours, name: 'readRecords', path: plain },
    { reader: tensorflow, name: 'records', path: plain },
    { reader: ours, name: 'readExamples', path: plain },
    { reader: tensorflow, name: 'parse_example', path: plain },
    { reader: tensorflow, name: 'parse_example in graph', path: plain },
    { reader: tensorflow, name: 'parse_single_example', path: plain },
    { reader: ours, name: 'readExamples gzip', path: gzip },
    { reader: tensorflow, name: 'parse_example gzip', path: gzip },
  ].map((contest) => ({ ...contest, walls: [] as number[], cpus: [] as number[] }));

  for (let round = -WARM_UPS; round < rounds; round += 1) {
    for (const { reader, name, path, walls, cpus } of contests) {
      const result = await reader.run(name, path);
      if (result.records !== records) throw new Error(`${name} read ${result.records} records`);
      if (round < 0) continue;
      walls.push(result.wall);
      cpus.push(result.cpu);
    }
  }
  ours.stop();
  tensorflow.stop();

  const perRecord = (seconds: number) => Math.round((seconds / records) * 1e8) / 100;
  const results = contests.map(({ reader, name, walls, cpus }) => ({
    reader: reader === ours ? '@org/tfrecord' : 'tensorflow',
    run: name,
    wallMicrosecondsPerRecord: perRecord(median(walls)),
    cpuMicrosecondsPerRecord: perRecord(median(cpus)),
    cpuMicrosecondsPerRecordAtBest: perRecord(Math.min(...cpus)),
    megabytesPerSecond: Math.round(size / median(walls) / 1e6),
  }));
  console.log(
    markdownTable(
      ['reader', 'run', 'µs/record', 'CPU µs/record', 'at best', 'MB/s'],
      results.map((result) => Object.values(result).map(String)),
    ),
  );
  const report = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: { ...ours.versions, ...tensorflow.versions },
    data: { source: 'datasets/movielens-small', copies, records, bytes: size },
    method: {
      cores: 1,
      rounds,
      warmUps: WARM_UPS,
      order: 'interleaved',
      statistic: 'median',
      tensorflowBatch: 256,
    },
    results,
  };
  await mkdir(here('../results'), { recursive: true });
  await writeFile(here('../results/tfrecord.json'), `${JSON.stringify(report, null, 2)}\n`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

/** The sessions of the shipped sample again and again, each time with other users. */
async function* replicatedSessions() {
  const sessions = [];
  const files = here('../../datasets/movielens-small/sessions-*.tfrecord');
  for await (const session of readExamples(files, SPEC)) sessions.push(session);
  for (let copy = 0; copy < copies; copy += 1) {
    for (const session of sessions) {
      yield { ...session, userIndex: session.userIndex + copy * sessions.length };
    }
  }
}
