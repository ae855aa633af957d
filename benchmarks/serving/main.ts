/**
 * Measures the answers per second of the reference server, of onnxruntime alone and of FastAPI with PyTorch, for one
 * network of MovieLens 1M's size with the same weights.
 *
 *   pnpm bench:serving [--python PYTHON] [--rounds 3] [--seconds 3] [--quick] [--out FILE]
 *
 * Rounds are interleaved. A Python with serving/requirements.txt adds the peer, whose ten best items must equal ours.
 * The load comes from a separate process on the same cores, and its processor time is in the table. Writes
 * results/serving.json if the peer ran.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { saveArtifact } from '@org/artifact';
import { bert4rec } from '@org/bert4rec';
import { encodeSafeTensors } from '@org/safetensors';
import { Catalogue } from '@org/seqrec-data';
import { rankingGraph } from '@org/serving/ranking-graph';
import '@org/tfjs-onnx';
import * as tf from '@tensorflow/tfjs-core';
import { type Command, runForJson, typescript } from '../child-process.js';
import { torchWeights } from '../engine/torch-weights.js';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { median } from '../median.js';
import { fromStart, pythonInterpreter } from '../python.js';
import { type ServerProcess, startServer } from '../server-process.js';
import type { Load, LoadOptions } from './load.js';
import type { Raw, RawOptions } from './raw.js';
import { attributesOf, bodies, eventBodies, FIRST_ID, network, USERS } from './workload.js';

const { values: flags } = parseArgs({
  options: {
    python: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const rounds = flags.quick ? 1 : Number(flags.rounds);
const seconds = flags.quick ? 1.5 : Number(flags.seconds);
const CONNECTIONS = flags.quick ? [1, 64] : [1, 16, 64, 256];
const BATCHES = [1, 8, 32];
const SHORT = 10;
const WITH_STATE = `${USERS} users with rules, state and events`;

/** The result of one contender in one setting and one round. */
interface Sample {
  readonly contender: string;
  readonly setting: string;
  readonly perSecond: number;
  readonly p50?: number;
  readonly p99?: number;
  /** Processor time per request, in milliseconds. */
  readonly serverCpuMs?: number;
  readonly clientCpuMs?: number;
  readonly load: number;
}

const machine = describeMachine();
warnIfBusy(machine);
const folder = mkdtempSync(join(tmpdir(), 'bench-serving-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const graph = join(folder, 'ranking.onnx');
const weights = join(folder, 'weights.safetensors');
const artifact = join(folder, 'artifact');
await writeModel();

const python = pythonInterpreter(flags.python);
const servers = new Map<string, ServerProcess>();
const server = await startServer(ours);
servers.set('reference server', server);
if (python !== undefined) {
  for (const threads of [1, 2]) {
    const peer = await startServer((port) => fastApi(python, port, threads));
    servers.set(`FastAPI + torch, ${threads} thread${threads > 1 ? 's' : ''}`, peer);
    await requireParity(server.url, peer.url);
  }
}

const samples: Sample[] = [];
for (let round = 0; round < rounds; round += 1) {
  for (const batch of BATCHES) await raw(batch);
  for (const connections of CONNECTIONS) {
    for (const [name, running] of servers) {
      await load(name, running, { connections, length: network.maxLength });
    }
  }
  await load('reference server', server, { connections: 64, length: SHORT });
}
const best = Math.max(...medians().flatMap((row) => (isOurs(row) ? [row.perSecond] : [])));
const half = { connections: 64, length: network.maxLength, rate: Math.round(best / 2) };
for (let round = 0; round < rounds; round += 1) await load('reference server', server, half);
await keepEvents(server.url);
for (let round = 0; round < rounds; round += 1)
  await load('reference server', server, { connections: 64 });
const [withState] = medians().filter(({ setting }) => setting.endsWith(WITH_STATE));
const halfWithState = { connections: 64, rate: Math.round((withState?.perSecond ?? 1) / 2) };
for (let round = 0; round < rounds; round += 1) {
  await load('reference server', server, halfWithState);
}
const { startSeconds } = server;
const rssMib = server.rssMib();
for (const running of servers.values()) await running.stop();
await report();

async function writeModel(): Promise<void> {
  await tf.setBackend('onnx');
  const model = bert4rec(network);
  const { itemCount } = network;
  await saveArtifact(artifact, {
    model,
    catalogue: new Catalogue(
      Array.from({ length: itemCount }, (_, place) => ({
        ...{ index: place + 1, id: FIRST_ID + place, title: `Film ${place} (1994)` },
        attributes: attributesOf(place),
      })),
    ),
    popularity: Array.from({ length: itemCount + 1 }, (_, item) => item),
  });
  writeFileSync(graph, rankingGraph(model, { bias: false }));
  const entries = await Promise.all(
    model.network.weights.map(async (weight) => {
      const tensor = weight.read();
      const data = Float32Array.from(await tensor.data<'float32'>());
      return [weight.originalName, { data, shape: tensor.shape }] as const;
    }),
  );
  writeFileSync(weights, encodeSafeTensors(torchWeights(new Map(entries), network.layers)));
  model.dispose();
}

function ours(port: number): Command {
  const main = fileURLToPath(new URL('../../apps/reference-server/dist/main.js', import.meta.url));
  return {
    file: process.execPath,
    args: [main],
    environment: {
      ...{ PORT: String(port), ARTIFACT: artifact, LOG_LEVEL: 'error', SHUTDOWN_DELAY_MS: '0' },
      STORE: `sqlite:${join(folder, 'events.db')}`,
    },
  };
}

function fastApi(interpreter: string, port: number, threads: number): Command {
  const script = fileURLToPath(new URL('peer.py', import.meta.url));
  const { itemCount, maxLength, hiddenSize, heads, layers } = network;
  const config = {
    ...{ items: itemCount, length: maxLength, hidden: hiddenSize, heads, layers },
    firstId: FIRST_ID,
  };
  return {
    file: interpreter,
    args: [script, JSON.stringify(config), weights, `--port=${port}`, `--threads=${threads}`],
  };
}

/** Gives the server the first events of all users. */
async function keepEvents(url: string): Promise<void> {
  for (const body of eventBodies()) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/events`, { method: 'POST', body, headers });
    if (!answer.ok) throw new Error(`events are refused: ${await answer.text()}`);
  }
}

/** Throws if the peer computes another network, because then there is nothing to compare. */
async function requireParity(one: string, other: string): Promise<void> {
  const best = async (url: string, body: string): Promise<string> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/recommendations`, { method: 'POST', body, headers });
    const { recommendations } = (await answer.json()) as {
      readonly recommendations: readonly { readonly id: number }[];
    };
    return recommendations.map(({ id }) => id).join(' ');
  };
  for (const body of [...bodies(20, network.maxLength), ...bodies(20, SHORT)]) {
    const [first, second] = [await best(one, body), await best(other, body)];
    if (first === second) continue;
    throw new Error(`the peer recommends ${second} where the server recommends ${first}`);
  }
}

async function raw(batch: number): Promise<void> {
  const options: RawOptions = { graph, batch, seconds };
  const result = (await runForJson(typescript('serving/raw.ts', [JSON.stringify(options)]))) as Raw;
  samples.push({
    ...{ contender: 'onnxruntime alone, 1 thread', setting: `batches of ${batch}` },
    ...{ perSecond: result.perSecond, serverCpuMs: result.cpuMs, load: loadavg()[0] ?? 0 },
  });
}

async function load(
  contender: string,
  running: ServerProcess,
  options: Omit<LoadOptions, 'url' | 'seconds'>,
): Promise<void> {
  const send = async (long: number) => {
    const given: LoadOptions = { ...options, url: running.url, seconds: long };
    return (await runForJson(typescript('serving/load.ts', [JSON.stringify(given)]))) as Load;
  };
  await send(1);
  const before = running.cpuMs();
  const result = await send(seconds);
  const serverCpuMs = (running.cpuMs() - before) / result.answered;
  if (result.failed > 0) console.error(`${contender}: ${result.failed} requests failed`);
  const { connections, length, rate } = options;
  const paced = rate === undefined ? '' : `, ${rate} requests/s`;
  const what = length === undefined ? WITH_STATE : `${length} items`;
  samples.push({
    ...{ contender, setting: `${connections} connections, ${what}${paced}` },
    perSecond: result.answered / result.seconds,
    ...{ p50: result.p50, p99: result.p99, serverCpuMs },
    clientCpuMs: result.cpuMs / result.answered,
    load: loadavg()[0] ?? 0,
  });
}

function medians(): readonly Sample[] {
  const firsts = samples.filter(
    (one, place) => samples.findIndex((other) => isSame(one, other)) === place,
  );
  return firsts.map((first) => {
    const group = samples.filter((other) => isSame(first, other));
    const middle = (key: 'perSecond' | 'p50' | 'p99' | 'serverCpuMs' | 'clientCpuMs' | 'load') =>
      median(group.map((sample) => sample[key] ?? Number.NaN));
    const { contender, setting } = first;
    const figures = { perSecond: middle('perSecond'), load: middle('load') };
    const cpu = { serverCpuMs: middle('serverCpuMs') };
    if (first.p50 === undefined) return { contender, setting, ...figures, ...cpu };
    const waits = { p50: middle('p50'), p99: middle('p99'), clientCpuMs: middle('clientCpuMs') };
    return { contender, setting, ...figures, ...cpu, ...waits };
  });
}

function isSame(one: Sample, other: Sample): boolean {
  return one.contender === other.contender && one.setting === other.setting;
}

function isOurs({ contender, setting }: Sample): boolean {
  return contender === 'reference server' && setting.endsWith(`${network.maxLength} items`);
}

async function report(): Promise<void> {
  const rows = medians();
  const shown = (value: number | undefined, digits = 0) =>
    value === undefined ? '' : value.toFixed(digits);
  const head = [
    'contender',
    'setting',
    'answers/s',
    'p50, ms',
    'p99, ms',
    'its processor time, ms each',
    'of the client',
    'load',
  ];
  console.log(
    markdownTable(
      head,
      rows.map((row) => [
        ...[row.contender, row.setting, shown(row.perSecond), shown(row.p50), shown(row.p99)],
        ...[shown(row.serverCpuMs, 2), shown(row.clientCpuMs, 2), shown(row.load, 1)],
      ]),
    ),
  );
  const alone = Math.max(
    ...rows.flatMap((row) => (row.contender.startsWith('onnxruntime') ? [row.perSecond] : [])),
  );
  const peer = Math.max(
    ...rows.flatMap((row) => (row.contender.startsWith('FastAPI') ? [row.perSecond] : [])),
  );
  const [top] = rows.filter((row) => isOurs(row) && row.perSecond === best);
  const client = (best * (top?.clientCpuMs ?? 0)) / 1000;
  const share = (cores: number) => `${((100 * best) / (alone * cores)).toFixed(0)} %`;
  console.log(
    [
      `Best ${best.toFixed(0)}/s: ${share(machine.cores)} of onnxruntime alone × ${machine.cores} cores`,
      `${share(machine.cores - client)} of the ${(machine.cores - client).toFixed(2)} cores that the client left`,
      ...(python === undefined ? [] : [`${(best / peer).toFixed(1)} times the peer`]),
      `ready after ${startSeconds.toFixed(1)} s, ${rssMib.toFixed(0)} MiB after all`,
    ].join('; '),
  );
  if (python === undefined || flags.quick) return;
  const out = flags.out === undefined ? undefined : fromStart(flags.out);
  await writeFile(
    out ?? new URL('../results/serving.json', import.meta.url),
    `${JSON.stringify({ machine, network, rounds, seconds, startSeconds, rssMib, results: rows }, undefined, 2)}\n`,
  );
}
