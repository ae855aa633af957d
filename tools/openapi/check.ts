/**
 * Checks the server against the OpenAPI document that it serves. Spectral checks the document; Schemathesis sends
 * requests that the document allows and requests that it forbids, with all its checks.
 *
 *   pnpm --filter reference-server build
 *   pnpm --filter tools check:openapi
 *
 * Exit code 1 if a check finds something. If a tool cannot be installed (no PyPI, no npm registry), it says so and
 * succeeds, because no check found anything wrong.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { saveArtifact } from '@org/artifact';
import { bert4rec } from '@org/bert4rec';
import { Catalogue } from '@org/seqrec-data';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

const SCHEMATHESIS = 'schemathesis==4.32.5';
const SPECTRAL = '@stoplight/spectral-cli@6.16.3';
/** The number of requests generated for each operation, from a fixed seed. */
const EXAMPLES = '30';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const main = path('../../apps/reference-server/dist/main.js');
const cache = path('../../.cache/openapi');
if (!existsSync(main)) {
  console.error('build the server first: pnpm --filter reference-server build');
  process.exit(1);
}
for (const made of ['artifact', 'events.db', 'events.db-wal', 'events.db-shm']) {
  rmSync(join(cache, made), { recursive: true, force: true });
}
mkdirSync(cache, { recursive: true });

await tf.setBackend('cpu');
const itemCount = 40;
await saveArtifact(join(cache, 'artifact'), {
  model: bert4rec({ itemCount, maxLength: 12, hiddenSize: 16, layers: 1, heads: 2, seed: 1 }),
  catalogue: new Catalogue(
    Array.from({ length: itemCount }, (_, place) => ({
      index: place + 1,
      id: 300 + place,
      title: `Film ${place}`,
    })),
  ),
  popularity: Array.from({ length: itemCount + 1 }, (_, item) => item),
});

const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const server = spawn(process.execPath, [main], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: {
    ...process.env,
    ...{ PORT: String(port), ARTIFACT: join(cache, 'artifact'), ENGINE: 'cpu' },
    ...{ LOG_LEVEL: 'error', SHUTDOWN_DELAY_MS: '0', STORE: `sqlite:${join(cache, 'events.db')}` },
  },
});
let failed = false;
try {
  await ready();
  failed = [await spectral(), schemathesis()].includes(false);
} finally {
  server.kill('SIGTERM');
}
process.exitCode = failed ? 1 : 0;

/** False if the document has faults. */
async function spectral(): Promise<boolean> {
  const npx = (...args: string[]) => spawnSync('npx', ['-y', SPECTRAL, ...args], { cwd: cache });
  if (npx('--version').status !== 0) {
    console.log(`Not checked: ${SPECTRAL} cannot be had here.`);
    return true;
  }
  writeFileSync(join(cache, 'openapi.json'), await (await fetch(`${url}/openapi.json`)).text());
  writeFileSync(join(cache, 'rules.yaml'), 'extends: ["spectral:oas"]\n');
  const flags = ['--ruleset', 'rules.yaml', '--fail-severity', 'hint'];
  const { status, stdout, stderr } = npx('lint', 'openapi.json', ...flags);
  console.log(`${stdout}${stderr}`);
  return status === 0;
}

/** False if the server and its document disagree. */
function schemathesis(): boolean {
  const environment = join(cache, 'venv');
  const python = join(environment, 'bin', 'python');
  const run = (command: string, ...args: string[]) => {
    const { status, stderr } = spawnSync(command, args, { cwd: cache });
    if (status !== 0) console.log(`${stderr}`);
    return status === 0;
  };
  const installed =
    run('python3', '-m', 'venv', environment) &&
    run(python, '-m', 'pip', 'install', '--quiet', SCHEMATHESIS);
  if (!installed) {
    console.log(`Not checked: ${SCHEMATHESIS} cannot be had here.`);
    return true;
  }
  // A schema cannot express ids that a model does not know, lists of equal length, the cost of a request, or users with
  // events.
  const accepted = '["2xx", "401", "404", "409", "413", "422", "503"]';
  writeFileSync(
    join(cache, 'schemathesis.toml'),
    `[checks]\npositive_data_acceptance.expected-statuses = ${accepted}\n`,
  );
  const { status } = spawnSync(
    join(environment, 'bin', 'schemathesis'),
    ['run', `${url}/openapi.json`, '--checks', 'all', '-n', EXAMPLES, '--seed', '1'],
    { cwd: cache, stdio: 'inherit' },
  );
  return status === 0;
}

async function ready(): Promise<void> {
  for (let tries = 0; tries < 600 && server.exitCode === null; tries += 1) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(100);
  }
  throw new Error('the server does not become ready');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
