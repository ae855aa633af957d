import { expect, test } from 'vitest';
import { invocationOf } from './invocation.js';

const script = '/usr/bin/seqrec';

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
] as const)('started with %j, %s is run by %s', (env, what, line) => {
  expect(invocationOf(what, { env, script })).toBe(line);
});
