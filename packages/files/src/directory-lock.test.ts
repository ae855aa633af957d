import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startScript } from '../../../testing/kill.js';
import { isLock, lockDirectory, lockHolder } from './directory-lock.js';
import { processPlace, startTicks } from './process-identity.js';

let directory = '';
let others: ChildProcess[] = [];
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'files-lock-')), 'run');
});
afterEach(() => {
  for (const other of others) other.kill('SIGKILL');
  others = [];
  rmSync(join(directory, '..'), { recursive: true });
});

/** Starts a process that locks the directory, and waits for its first output. */
async function otherProcess(): Promise<{ child: ChildProcess; said: string }> {
  const child = startScript(new URL('./testing/lock-keeper.ts', import.meta.url), directory);
  others.push(child);
  if (child.stdout === null) throw new Error('the program has no output');
  for await (const said of createInterface(child.stdout)) return { child, said };
  throw new Error('the program said nothing');
}

async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

it('a directory has one holder, and the error of another process names it', async () => {
  const lock = await lockDirectory(directory);
  expect((await otherProcess()).said).toBe(
    `${directory} is locked: process ${process.pid} is at work in it`,
  );
  await lock.release();
  expect(readdirSync(directory)).toEqual([]);
  const { child, said } = await otherProcess();
  expect(said).toBe('locked');
  await expect(lockDirectory(directory)).rejects.toMatchObject({
    code: 'locked',
    path: directory,
    reason: `process ${child.pid} is at work in it`,
    holder: { pid: child.pid, host: hostname() },
  });
  expect(readdirSync(directory)).toHaveLength(1);
});

it('a process that has locked a directory cannot lock it again', async () => {
  const lock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toMatchObject({ holder: { pid: process.pid } });
  await lock.release();
  await (await lockDirectory(directory)).release();
});

it('the lock of a killed process ends at once', async () => {
  const { child } = await otherProcess();
  expect(await lockHolder(directory)).toMatchObject({ pid: child.pid });
  await killed(child);
  expect(await lockHolder(directory)).toBeUndefined();
  await (await lockDirectory(directory)).release();
  expect(readdirSync(directory)).toEqual([]);
});

it('at most one of the processes that lock a directory at the same time gets it', async () => {
  const answers = await Promise.all([1, 2, 3, 4].map(otherProcess));
  const winners = answers.filter(({ said }) => said === 'locked');
  expect(winners.length).toBeLessThanOrEqual(1);
  expect(readdirSync(directory)).toHaveLength(winners.length);
});

it.runIf(process.platform === 'linux')(
  'a lock names the start of its process, so a later process with the same number does not hold it',
  async () => {
    const lock = await lockDirectory(directory);
    const [name = ''] = readdirSync(directory);
    expect(name).toBe(`.lock-${processPlace}-${process.pid}-${startTicks(process.pid)}`);
    await lock.release();
    const earlier = `.lock-${processPlace}-${process.ppid}-${(startTicks(process.ppid) ?? 0) - 1}`;
    writeFileSync(join(directory, earlier), '');
    expect(await lockHolder(directory)).toBeUndefined();
    expect(readdirSync(directory)).toEqual([]);
  },
);

it('a lock from before a restart of the machine is removed when it does not change', async () => {
  await (await lockDirectory(directory)).release();
  writeFileSync(join(directory, '.lock-ffffffff-1-17'), '{"pid":1,"host":"elsewhere"}\n');
  await (await lockDirectory(directory)).release();
  expect(readdirSync(directory)).toEqual([]);
});

it('a lock of another machine is valid while it changes', async () => {
  const lock = await lockDirectory(directory);
  const [ours = ''] = readdirSync(directory);
  const content = readFileSync(join(directory, ours), 'utf8');
  const foreign = join(directory, '.lock-ffffffff-1-17');
  const beat = setInterval(
    () => writeFileSync(foreign, content.replace(hostname(), 'elsewhere')),
    1000,
  );
  try {
    writeFileSync(foreign, '');
    await lock.release();
    await expect(lockDirectory(directory)).rejects.toThrow(
      `${directory} is locked: process ${process.pid} on elsewhere is at work in it`,
    );
  } finally {
    clearInterval(beat);
  }
});

it('a file that is not a lock is left alone, and a file in the place of the directory is refused', async () => {
  expect(['.lock', '.lock-1-2-3', 'lock', '.lock-ffffffff-1-17'].map(isLock)).toEqual([
    ...[false, false, false, true],
  ]);
  writeFileSync(directory, '');
  await expect(lockDirectory(directory)).rejects.toThrow(
    `${directory} cannot be written: a file is where a directory must be`,
  );
  expect(await lockHolder(directory)).toBeUndefined();
});

it('a process that has ended has no start', () => {
  expect(startTicks(spawnSync(process.execPath, ['--version']).pid)).toBeUndefined();
});
