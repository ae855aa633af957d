import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine, invocationOf } from './invocation.js';

const script = '/usr/bin/seqrec';
const workspace = '/home/me/it is mine';

test.each([
  [{ npm_lifecycle_event: 'train' }, 'train', 'pnpm --filter cli train'],
  [{ npm_lifecycle_event: 'train' }, 'recommend', 'pnpm seqrec recommend'],
  [{ npm_lifecycle_event: 'seqrec' }, 'train', 'pnpm seqrec train'],
  [
    { npm_lifecycle_event: 'train', npm_config_npm_version: '10.8.2' },
    'train',
    'npx -y pnpm@10 --filter cli train',
  ],
  [{}, 'evaluate', 'seqrec evaluate'],
  [{}, 'server', 'pnpm --filter reference-server start'],
] as const)('started at the root of the workspace with %j, %s is run by %s', (env, what, line) => {
  expect(invocationOf(what, { env, script, start: workspace, workspace })).toBe(line);
});

test.each([
  ['train', 'recommend', 'runs', 'pnpm -w seqrec recommend'],
  ['seqrec', 'server', 'runs', 'pnpm --filter reference-server start'],
  ['train', 'recommend', '..', `pnpm -C '${workspace}' seqrec recommend`],
  ['train', 'train', '..', `pnpm -C '${workspace}' --filter cli train`],
  [undefined, 'server', '..', `pnpm -C '${workspace}' --filter reference-server start`],
] as const)('after %s, %s is found from %s of the workspace', (event, what, folder, line) => {
  const start = join(workspace, folder);
  expect(
    invocationOf(what, { env: { npm_lifecycle_event: event }, script, start, workspace }),
  ).toBe(line);
});

test('arguments are quoted', () => {
  const origin = { env: {}, script, start: '/', workspace: undefined };
  expect(commandLine('recommend', ['--artifact', "it's", '--', '-5'], origin)).toBe(
    `seqrec recommend --artifact 'it'\\''s' -- -5`,
  );
});
