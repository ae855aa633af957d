import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A database server of a test's own, on loopback, that the test kills and starts again. */
export interface OwnServer {
  readonly url: string;
  /** Starts it, and waits until it takes connections. */
  start(): Promise<void>;
  /** Kills all of its processes with SIGKILL. */
  kill(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** A Redis server that writes each command to its disk before it answers; undefined where Redis is not installed. */
export async function ownRedis(): Promise<OwnServer | undefined> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return undefined;
  const home = mkdtempSync(join(tmpdir(), 'own-redis-'));
  const port = await freePort();
  const config = join(home, 'redis.conf');
  const lines = ['bind 127.0.0.1', `port ${port}`, `dir ${home}`, 'save ""'];
  writeFileSync(config, [...lines, 'appendonly yes', 'appendfsync always', ''].join('\n'));
  return ownServer(`redis://127.0.0.1:${port}`, home, {
    command: () => spawn('redis-server', [config], { stdio: ['ignore', 'pipe', 'ignore'] }),
    ready: /Ready to accept connections/,
  });
}

/** A Postgres server with its default settings; undefined where Postgres is not installed, or cannot run as this user. */
export async function ownPostgres(): Promise<OwnServer | undefined> {
  const versions = '/usr/lib/postgresql';
  const newest = existsSync(versions)
    ? readdirSync(versions)
        .sort((a, b) => Number(a) - Number(b))
        .at(-1)
    : undefined;
  if (newest === undefined) return undefined;
  const programs = join(versions, newest, 'bin');
  const home = mkdtempSync(join(tmpdir(), 'own-postgres-'));
  const owner = postgresUser();
  if (owner !== undefined) chownSync(home, owner.uid, owner.gid);
  const data = join(home, 'data');
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'tests', '-A', 'trust', '-E', 'UTF8', '--locale', 'C'],
    {
      ...owner,
      cwd: home,
      stdio: 'ignore',
    },
  );
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${home}`];
  return ownServer(`postgres://tests@127.0.0.1:${port}/postgres`, home, {
    command: () =>
      spawn(
        join(programs, 'postgres'),
        ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
        { ...owner, cwd: home, stdio: ['ignore', 'ignore', 'pipe'] },
      ),
    ready: /ready to accept connections/,
  });
}

interface Program {
  readonly command: () => ChildProcess;
  /** What it prints when it takes connections. */
  readonly ready: RegExp;
}

function ownServer(url: string, home: string, { command, ready }: Program): OwnServer {
  let running: ChildProcess | undefined;
  const startOnce = async (): Promise<string | undefined> => {
    const child = command();
    let printed = '';
    return new Promise((resolve) => {
      const read = (text: Buffer) => {
        printed += text;
        if (!ready.test(printed)) return;
        running = child;
        resolve(undefined);
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      child.once('exit', () => resolve(printed));
    });
  };
  const kill = async () => {
    const child = running;
    running = undefined;
    if (child?.pid === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // The processes that it has started end with it, or they would go on for a moment.
    for (const pid of [child.pid, ...childrenOf(child.pid)]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await gone;
  };
  return {
    url,
    start: async () => {
      // Postgres refuses to start until the last process of the one before is gone.
      for (let tries = 1; ; tries += 1) {
        const failure = await startOnce();
        if (failure === undefined) return;
        if (tries === 50) throw new Error(`the server does not start: ${failure.slice(-2000)}`);
        await sleep(100);
      }
    },
    kill,
    remove: async () => {
      await kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function childrenOf(pid: number): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/** Postgres does not run as root; Debian's package brings a user for it. */
function postgresUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
