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
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../torture/server.js';
import { saveSmallArtifact } from '../torture/small-artifact.js';
import { virtualEnvironment } from '../virtual-environment.js';

const SCHEMATHESIS = 'schemathesis==4.32.5';
const SPECTRAL = '@stoplight/spectral-cli@6.16.3';
/** The number of requests generated for each operation, from a fixed seed. */
const EXAMPLES = '30';

const cache = fileURLToPath(new URL('../../.cache/openapi', import.meta.url));
for (const made of ['artifact', 'events.db', 'events.db-wal', 'events.db-shm']) {
  rmSync(join(cache, made), { recursive: true, force: true });
}
mkdirSync(cache, { recursive: true });
await saveSmallArtifact(join(cache, 'artifact'), { count: 40 });
const server = await startServer({
  ...{ ARTIFACT: join(cache, 'artifact'), ENGINE: 'cpu' },
  STORE: `sqlite:${join(cache, 'events.db')}`,
});
const { url } = server;
let failed = false;
try {
  failed = [await spectral(), schemathesis()].includes(false);
} finally {
  await server.stop();
}
for (const line of server.errors) console.error(line);
process.exitCode = failed ? 1 : 0;

/** False if the document has faults. */
async function spectral(): Promise<boolean> {
  const npx = (...args: string[]) => spawnSync('npx', ['-y', SPECTRAL, ...args], { cwd: cache });
  if (npx('--version').status !== 0) {
    console.log(`Not checked: ${SPECTRAL} cannot be installed here.`);
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
  const programs = virtualEnvironment(join(cache, 'venv'), [SCHEMATHESIS]);
  if (programs === undefined) return true;
  // A schema cannot express ids that a model does not know, lists of equal length, the cost of a request, or users with
  // events.
  const accepted = '["2xx", "401", "404", "409", "413", "422", "503"]';
  writeFileSync(
    join(cache, 'schemathesis.toml'),
    `[checks]\npositive_data_acceptance.expected-statuses = ${accepted}\n`,
  );
  const { status } = spawnSync(
    join(programs, 'schemathesis'),
    ['run', `${url}/openapi.json`, '--checks', 'all', '-n', EXAMPLES, '--seed', '1'],
    { cwd: cache, stdio: 'inherit' },
  );
  return status === 0;
}
