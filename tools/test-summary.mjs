// Adds up the vitest results that each package with tests left in `.vitest/results.json`; the last line is `N passed, N failed`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const workspaces = [
  ...['packages', 'apps'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  ),
  'benchmarks',
  'reproduce',
];

const total = { passed: 0, failed: 0, skipped: 0 };
let missing = 0;
for (const workspace of workspaces) {
  const manifest = join(root, workspace, 'package.json');
  if (!existsSync(manifest) || !JSON.parse(readFileSync(manifest, 'utf8')).scripts?.test) continue;
  const file = join(root, workspace, '.vitest', 'results.json');
  if (!existsSync(file)) {
    console.error(`${workspace}: no test results; did its tests run?`);
    missing += 1;
    continue;
  }
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const failed = Math.max(results.numFailedTests, results.success ? 0 : 1);
  total.passed += results.numPassedTests;
  total.failed += failed;
  total.skipped += results.numPendingTests + results.numTodoTests;
  console.log(
    `${workspace}: ${results.numPassedTests} passed, ${failed} failed, ${results.numPendingTests} skipped`,
  );
}
console.log(`${total.passed} passed, ${total.failed + missing} failed, ${total.skipped} skipped`);
process.exitCode = total.failed + missing > 0 || total.passed === 0 ? 1 : 0;
