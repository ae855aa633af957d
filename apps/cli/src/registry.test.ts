import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveArtifact } from '@org/artifact';
import { verifyArtifact } from '@org/artifact/files';
import { models } from '@org/models';
import { publish, setAlias } from '@org/registry';
import { Catalogue } from '@org/seqrec-data';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runApp } from './testing/run-app.js';

let cwd = '';
const versions: string[] = [];
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'seqrec-registry-'));
  const catalogue = new Catalogue(['a', 'b'].map((id, place) => ({ index: place + 1, id })));
  for (const seed of [1, 2]) {
    const model = await models.sasrec.build({ itemCount: 2, maxLength: 4, hiddenSize: 4, seed });
    const content = { model, catalogue, popularity: [0, 3, 1], name: 'films' };
    const { version } = await saveArtifact(join(cwd, `run-${seed}`), content);
    versions.push(version);
    model.network.dispose();
  }
  const registry = join(cwd, 'refusing', 'models');
  const version = await publish(registry, join(cwd, 'run-1'), { name: 'films' });
  await setAlias(registry, 'films', 'current', version);
});
afterAll(() => rmSync(cwd, { recursive: true }));

const run = (...args: readonly string[]) => runApp(['registry', ...args], { cwd });

test('models are published, named, listed, rolled back and pruned', async () => {
  const [first = '', second = ''] = versions;
  const published = await run('publish', '--artifact', 'run-1', '--alias', 'current');
  expect(published).toEqual({
    exitCode: 0,
    stderr: '',
    stdout: `Published  films@${first}, which is films@current now\n`,
  });
  expect((await run('publish', '--artifact', 'run-2')).stdout).toBe(`Published  films@${second}\n`);
  const named = await run('alias', 'films@candidate', second);
  expect(named.stdout).toBe(`films@candidate is ${second}\n`);
  const promoted = await run('alias', 'films@current', 'candidate');
  expect(promoted.stdout).toBe(`films@current is ${second}\n`);
  const back = await run('rollback', 'films');
  expect(back.stdout).toBe(`films@current is ${first} again, and was ${second}\n`);
  const listed = await run('list');
  expect(listed.stdout).toMatch(new RegExp(`films +${first} +current +sasrec +2`));
  expect(listed.stdout).toMatch(new RegExp(`films +${second} +candidate +sasrec +2`));
  const removed = await run('alias', 'films@candidate', '--remove');
  expect(removed.stdout).toBe('Removed  films@candidate\n');
  const pruned = await runApp(['--json', 'registry', 'prune', 'films', '--keep', '0'], { cwd });
  expect(JSON.parse(pruned.stdout)).toEqual({ name: 'films', deleted: [second] });
});

test('a model is packed, and fetched with the hash that pack shows', async () => {
  const [version = ''] = versions;
  const packed = await runApp(['pack', '--artifact', 'run-1', '--to', 'out.tar.gz'], { cwd });
  const [, hash = ''] =
    /^Fetch {4}…\/out\.tar\.gz#sha256=([0-9a-f]{64})$/m.exec(packed.stdout) ?? [];
  expect(packed.stdout).toMatch(/^Written {2}out\.tar\.gz \(.+\), version [0-9a-f]{12}\n/);
  const url = `file://${cwd}/out.tar.gz`;
  const pulled = await runApp(['pull', `${url}#sha256=${hash}`], { cwd });
  expect(pulled).toEqual({
    exitCode: 0,
    stderr: '',
    stdout: `Fetched  runs/out: films, version ${version}\nSHA-256  ${hash}\n`,
  });
  expect((await verifyArtifact(join(cwd, 'runs/out'))).version).toBe(version);
  const wrong = await runApp(['pull', url, '--to', 'wrong', '--sha256', 'f'.repeat(64)], { cwd });
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    1,
    `error: file://${cwd}/out.tar.gz is not what was wanted: its SHA-256 is ${hash}, expected ${'f'.repeat(64)}\n`,
  ]);
  const path = await runApp(['pull', 'out.tar.gz'], { cwd });
  expect([path.exitCode, path.stderr]).toEqual([
    2,
    `error: out.tar.gz is not a URL: for a file, write file://${cwd}/out.tar.gz\n`,
  ]);
});

test.each([
  [['list', '--registry', 'none'], 2, 'no registry at none: create one with `'],
  [['publish', '--artifact', '../run-1', '--name', '../x'], 1, '"../x" is not a valid model name'],
  [['alias', 'films', 'f'.repeat(12)], 2, 'films names no alias: write name@alias'],
  [
    ['alias', 'films@candidate'],
    2,
    'give either the version that the alias is to name, or --remove',
  ],
  [
    ['alias', 'films@candidate', 'f'.repeat(12)],
    1,
    'models holds no version ffffffffffff of films',
  ],
  [['alias', 'films@candidate', 'newest'], 2, 'newest is neither a version'],
  [['rollback', 'films@candidate'], 1, 'films has no alias candidate: it has current'],
  [['prune', 'films', '--keep', '-1'], 2, '--keep is a whole number of at least 0, got -1'],
])('registry %j exits with %i and one sentence', async (args, exitCode, sentence) => {
  const result = await runApp(['registry', ...args], { cwd: join(cwd, 'refusing') });
  expect(result.stderr.trim().split('\n')).toEqual([expect.stringContaining(sentence)]);
  expect([result.exitCode, result.stdout]).toEqual([exitCode, '']);
});
