/**
 * Prints the time of our training step by ONNX operator and by the tfjs kernel that recorded the operator:
 *
 *   pnpm --filter benchmarks profile:engine [--configs A,B] [--steps 10] [--threads 2] [--micro-batch-rows N]
 *
 * The times come from onnxruntime's profiler, which slows small operators a little.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runForJson } from '../child-process.js';
import { describeMachine, warnIfBusy } from '../machine.js';
import { markdownTable } from '../markdown-table.js';
import { median } from '../median.js';
import { chosenConfigurations, type NamedConfiguration } from './configuration.js';
import { ours } from './contender.js';
import type { Run } from './measurement.js';

const { values: flags } = parseArgs({
  options: {
    configs: { type: 'string', default: 'A' },
    steps: { type: 'string', default: '10' },
    threads: { type: 'string', default: '2' },
    'micro-batch-rows': { type: 'string' },
    top: { type: 'string', default: '15' },
  },
});
const rows = flags['micro-batch-rows'];

/** An event of onnxruntime's profile; `dur` in microseconds. */
interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

warnIfBusy(describeMachine());
for (const configuration of chosenConfigurations(flags.configs)) {
  await printProfile(configuration);
}

async function printProfile(configuration: NamedConfiguration): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'profile-engine-'));
  try {
    const contender = ours([
      ...['--profile', join(directory, 'session')],
      ...(rows === undefined ? [] : ['--micro-batch-rows', rows]),
    ]);
    const options = { steps: Number(flags.steps), threads: Number(flags.threads) };
    const run = (await runForJson(contender.command(configuration, options))) as Run;
    const { steps, sessionMs, nodes } = await sessionOfSteps(directory);
    const nodesMs = nodes.reduce((sum, { dur }) => sum + dur / 1000, 0) / steps;
    console.log(
      `\n${configuration.name}: ${run.msPerStep.toFixed(1)} ms a step with the profiler on. Its session takes ${sessionMs.toFixed(1)} ms, the ${Math.round(nodes.length / steps)} nodes in it ${nodesMs.toFixed(1)} ms.\n`,
    );
    console.log(table('operator', nodes, steps, operatorOf));
    console.log();
    console.log(table('kernel', nodes, steps, kernelOf));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The profile of the session that ran most often, without its first run. */
async function sessionOfSteps(directory: string) {
  const profiles = await Promise.all(
    (await readdir(directory)).map(async (file) => {
      const text = await readFile(join(directory, file), 'utf8');
      const events = text === '' ? [] : (JSON.parse(text) as ProfileEvent[]);
      return { events, runs: events.filter(({ name }) => name === 'model_run') };
    }),
  );
  const [most] = profiles.toSorted((a, b) => b.runs.length - a.runs.length);
  const [first, ...runs] = most?.runs ?? [];
  if (most === undefined || first === undefined || runs.length === 0) {
    throw new Error('onnxruntime wrote no profile of the training steps');
  }
  const start = first.ts + first.dur;
  return {
    steps: runs.length,
    sessionMs: median(runs.map(({ dur }) => dur)) / 1000,
    nodes: most.events.filter(
      ({ cat, name, ts }) => cat === 'Node' && name.endsWith('_kernel_time') && ts > start,
    ),
  };
}

function operatorOf({ args }: ProfileEvent): string {
  return args?.op_name ?? 'unknown';
}

/** Nodes are named `<tfjs kernel>/<number>`. */
function kernelOf({ name }: ProfileEvent): string {
  return name.split('/')[0] ?? name;
}

function table(
  title: string,
  nodes: readonly ProfileEvent[],
  steps: number,
  keyOf: (event: ProfileEvent) => string,
): string {
  const groups = new Map<string, { ms: number; count: number }>();
  let total = 0;
  for (const node of nodes) {
    const group = groups.get(keyOf(node)) ?? { ms: 0, count: 0 };
    groups.set(keyOf(node), group);
    group.ms += node.dur / 1000;
    group.count += 1;
    total += node.dur / 1000;
  }
  const sorted = [...groups].sort(([, a], [, b]) => b.ms - a.ms);
  const shown = sorted.slice(0, Number(flags.top));
  return markdownTable(
    [title, 'ms/step', 'share', 'nodes'],
    shown.map(([key, { ms, count }]) => [
      key,
      (ms / steps).toFixed(1),
      `${((ms / total) * 100).toFixed(1)} %`,
      String(Math.round(count / steps)),
    ]),
  );
}
