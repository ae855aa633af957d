import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { partialPath, sweepPartials } from './partial.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'files-partial-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const ours = basename(partialPath(''));
const [, here = ''] = /^\.partial-([0-9a-f]{8})-/.exec(ours) ?? [];
/** The number of a process that has ended. */
const gone = spawnSync(process.execPath, ['--version']).pid;
const hour = 3600;

function leave(name: string, { hoursAgo = 0, content = 'half' } = {}): void {
  const path = join(directory, name);
  writeFileSync(path, content);
  const time = Date.now() / 1000 - hoursAgo * hour;
  utimesSync(path, time, time);
}

async function swept(): Promise<string[]> {
  await sweepPartials(directory);
  return readdirSync(directory).sort();
}

it('a sweep removes the partials of ended processes, and keeps those of running ones', async () => {
  const dead = `.partial-${here}-${gone}-0123456789ab`;
  const parent = `.partial-${here}-${process.ppid}-0123456789ab`;
  leave(dead);
  leave(parent, { hoursAgo: 1000 });
  leave(ours);
  leave('data.txt');
  leave('.partial-notes');
  expect(await swept()).toEqual(['.partial-notes', ours, parent, 'data.txt'].sort());
});

it('a sweep removes the partials of an earlier process with the same number', async () => {
  leave(ours, { hoursAgo: process.uptime() / hour + 1 });
  expect(await swept()).toEqual([]);
});

it('a sweep removes partials of another machine that have not changed for a day', async () => {
  leave('.partial-ffffffff-1-000000000001', { hoursAgo: 23 });
  leave('.partial-ffffffff-1-000000000002', { hoursAgo: 25 });
  const inside = '.partial-ffffffff-1-000000000003';
  mkdirSync(join(directory, inside, 'new/d'), { recursive: true });
  writeFileSync(join(directory, inside, 'new/d/just-written'), '');
  utimesSync(join(directory, inside), 0, 0);
  expect(await swept()).toEqual(['.partial-ffffffff-1-000000000001', inside]);
});

it('a sweep finishes a replacement that a kill interrupted between its two renames', async () => {
  const partial = join(directory, `.partial-${here}-${gone}-0123456789ab`);
  for (const part of ['new', 'old']) {
    mkdirSync(join(partial, part, 'model'), { recursive: true });
    writeFileSync(join(partial, part, 'model', 'a'), part);
  }
  expect(await swept()).toEqual(['model']);
  expect(readFileSync(join(directory, 'model/a'), 'utf8')).toBe('new');
});

it('a sweep restores no directory whose name is taken, or that was never whole', async () => {
  const finished = join(directory, `.partial-${here}-${gone}-000000000001`);
  mkdirSync(join(finished, 'old/model'), { recursive: true });
  mkdirSync(join(finished, 'new'));
  const unfinished = join(directory, `.partial-${here}-${gone}-000000000002`);
  mkdirSync(join(unfinished, 'new/other'), { recursive: true });
  mkdirSync(join(unfinished, 'old'));
  expect(await swept()).toEqual([]);
});

it('a sweep accepts a missing directory', async () => {
  await expect(sweepPartials(join(directory, 'missing'))).resolves.toBeUndefined();
});

it("a thread and its process keep each other's partials", async () => {
  leave(ours);
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { statSync } = require('node:fs');
    const started = Date.now() - process.uptime() * 1000;
    parentPort.postMessage([process.pid, statSync(workerData).mtimeMs >= started]);`;
  const worker = new Worker(code, { eval: true, workerData: join(directory, ours) });
  // A sweep in a thread compares the process's number and start.
  expect(await new Promise((resolve) => worker.once('message', resolve))).toEqual([
    process.pid,
    true,
  ]);
});
