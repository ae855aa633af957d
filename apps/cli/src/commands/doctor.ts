import { statfsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { type EngineReport, listEngines } from '@org/engine';
import { formatBytes, plural } from '../output/format.js';
import { startDirectory } from '../program/start-directory.js';
import { version } from '../program/version.js';
import type { Invocation } from './command.js';

interface Finding {
  readonly name: string;
  /** `off` means something optional that is not set up. */
  readonly state: 'ok' | 'off' | 'warning';
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** Training the shipped sample takes less than this; with less memory, larger data will fail. */
const enoughMemory = 2 * 1024 ** 3;
const enoughDisk = 1024 ** 3;
const oldestNode = [20, 19] as const;

/** Reports whether the machine is ready to train. With warnings the exit code is still 0. */
export async function doctor({ terminal }: Invocation): Promise<number> {
  const engines = await listEngines({ resolveFrom: import.meta.url });
  const machine = [nodeFinding(), coresFinding(), memoryFinding(), diskFinding()];
  const findings = [...machine, ...engines.map(engineFinding), trainingFinding(engines)];

  const style = terminal.resultStyle;
  const labels = {
    ok: style.green('ok     '),
    off: style.dim('off    '),
    warning: style.yellow('warning'),
  };
  for (const { name, state, text, advice } of findings) {
    terminal.show(`${labels[state]}  ${name.padEnd(17)}${text}`);
    if (advice !== undefined) terminal.show(`${' '.repeat(26)}${advice}`);
  }
  terminal.result({
    version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cores: availableParallelism(),
    memory: { total: totalmem(), free: freemem() },
    engines,
    warnings: findings
      .filter(({ state }) => state === 'warning')
      .map(({ name, text }) => `${name}: ${text}`),
  });
  return 0;
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const advice = `install Node ${oldestNode.join('.')} or newer from https://nodejs.org`;
  return { name: 'Node', ...judged(ok, advice), text: process.versions.node };
}

function coresFinding(): Finding {
  const model = cpus()[0]?.model.trim();
  const text = [plural(availableParallelism(), 'core'), model].filter(Boolean).join(', ');
  return { name: 'Processor', state: 'ok', text };
}

function memoryFinding(): Finding {
  const ok = freemem() >= enoughMemory;
  const text = `${formatBytes(freemem())} free of ${formatBytes(totalmem())}`;
  const advice = 'close other programs, or train with a smaller --batch-size and --max-length';
  return { name: 'Memory', ...judged(ok, advice), text };
}

function diskFinding(): Finding {
  const directory = startDirectory();
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  const ok = free >= enoughDisk;
  const advice =
    'checkpoints and prepared data are written here; make room or use --output and --cache';
  return { name: 'Disk', ...judged(ok, advice), text: `${formatBytes(free)} free in ${directory}` };
}

function judged(ok: boolean, advice: string): Pick<Finding, 'state' | 'advice'> {
  return ok ? { state: 'ok' } : { state: 'warning', advice };
}

function engineFinding(engine: EngineReport): Finding {
  const { name, version: installed, usable, reason, install } = engine;
  return {
    name: `Engine ${name}`,
    state: usable ? 'ok' : 'off',
    text: usable ? `${engine.package} ${installed ?? ''}`.trim() : (reason ?? 'not usable'),
    ...(usable || install === undefined ? {} : { advice: `set it up: ${install}` }),
  };
}

function trainingFinding(engines: readonly EngineReport[]): Finding {
  const best = engines.find(({ usable }) => usable);
  return best === undefined
    ? { name: 'Training', ...judged(false, 'run pnpm install again'), text: 'no engine is usable' }
    : {
        name: 'Training',
        state: 'ok',
        text: `runs on ${best.name} unless --engine says otherwise`,
      };
}
