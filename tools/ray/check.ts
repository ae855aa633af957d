/**
 * Runs shard jobs on a Ray cluster of this machine, by the REST interface and with a token: one of them is killed in the
 * middle, and every shard is there once. A wrong token is refused.
 *
 *   pnpm --filter tools check:ray
 *
 * Ray comes from PyPI into `.cache/ray`. If it cannot be installed, this says so and succeeds, because no check found anything
 * wrong. Exit code 1 if a check fails.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rayExecutor } from '@org/executor';
import {
  madeShards,
  shardJobs,
  shardProgram,
  startedShards,
  startsOf,
} from '../../testing/shard-jobs.js';
import { virtualEnvironment } from '../virtual-environment.js';

const RAY = 'ray[default]==2.60.0';

const cache = fileURLToPath(new URL('../../.cache/ray', import.meta.url));
const environment = join(cache, 'venv');
const scratch = mkdtempSync(join(tmpdir(), 'ray-'));
const token = randomBytes(32).toString('hex');
const env = {
  ...process.env,
  // Nothing is reported to its makers.
  ...{ RAY_USAGE_STATS_ENABLED: '0', RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: token },
  // Its dashboard loads for a minute where other programs use the cores.
  RAY_DASHBOARD_STARTUP_TIMEOUT_S: '300',
  PATH: `${join(environment, 'bin')}:${process.env.PATH}`,
};

if (virtualEnvironment(environment, [RAY]) !== undefined) {
  try {
    await check(`http://127.0.0.1:${await startHead()}`);
    console.log(`Ray ${RAY.slice(-6)}: every shard is there once, one of them after a kill`);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    stopHead();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function check(url: string): Promise<void> {
  const directory = join(scratch, 'shards');
  mkdirSync(directory);
  const program = shardProgram(directory);
  const names = ['a', 'b', 'c', 'once'];
  const running = rayExecutor({ url, token }, program).run(shardJobs(directory, names, 4000), {
    ...{ parallel: 2, attempts: 3 },
    onEvent: (event) => console.log(JSON.stringify(event)),
  });
  // A job that cannot be submitted starts no shard.
  await Promise.race([startedShards(directory, 1), running]);
  const [first] = startsOf(directory);
  if (first === undefined) throw new Error('no shard began');
  process.kill(first.pid, 'SIGKILL');
  await running;
  const made = madeShards(directory);
  if (Object.keys(made).join() !== names.join() || (made[first.shard] ?? 0) < 2) {
    throw new Error(`the shards are ${JSON.stringify(made)}, and ${first.shard} was killed`);
  }
  const refused = await rayExecutor({ url, token: 'wrong' }, program)
    .run(shardJobs(directory, ['d']), { parallel: 1, attempts: 1 })
    .then(
      () => 'a wrong token was taken',
      (error: unknown) => String(error),
    );
  if (!refused.includes('give the token of the cluster')) throw new Error(refused);
}

/** Returns the port of the dashboard. */
async function startHead(): Promise<number> {
  const [head, dashboard, client] = [await freePort(), await freePort(), await freePort()];
  const { status, stdout, stderr } = run(
    ...(['ray', 'start', '--head', '--num-cpus', '2', '--node-ip-address', '127.0.0.1'] as const),
    ...['--port', String(head), '--ray-client-server-port', String(client)],
    ...['--dashboard-host', '127.0.0.1', '--dashboard-port', String(dashboard)],
    ...['--object-store-memory', '100000000', '--temp-dir', join(scratch, 'head')],
  );
  if (status !== 0) throw new Error(`ray start ended with ${status}: ${stdout}${stderr}`);
  return dashboard;
}

/** Ends what this head started, and nothing of another one. Not by SIGTERM, which its store of the cluster outlives. */
function stopHead(): void {
  const { stdout } = spawnSync('pgrep', ['-f', join(scratch, 'head')], { encoding: 'utf8' });
  for (const pid of stdout.split('\n').filter((line) => line !== '')) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

function run(command: string, ...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(command, args, { cwd: cache, env, encoding: 'utf8' });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
