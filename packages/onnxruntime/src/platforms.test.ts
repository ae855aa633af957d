import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';

const script = fileURLToPath(new URL('../platforms.mjs', import.meta.url));
const folder = temporaryDirectory();
execFileSync(process.execPath, [script, folder, 'linux-x64', 'darwin-arm64']);

const manifestOf = (platform: string) =>
  JSON.parse(readFileSync(join(folder, platform, 'package.json'), 'utf8'));

it('lets npm install the package of one platform alone', () => {
  expect(manifestOf('linux-x64')).toMatchObject({
    name: '@org/onnxruntime-linux-x64',
    ...{ os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
  });
  expect(manifestOf('darwin-arm64')).toMatchObject({ os: ['darwin'], cpu: ['arm64'] });
  expect(manifestOf('darwin-arm64').libc).toBeUndefined();
});

it('puts the addon, its library once, and the notices into each package', () => {
  const files = ['LICENSE', 'README.md', 'ThirdPartyNotices.txt', 'package.json'];
  expect(readdirSync(join(folder, 'linux-x64')).sort()).toEqual(
    [...files, 'libonnxruntime.so.1', 'onnxruntime_binding.node'].sort(),
  );
  expect(readdirSync(join(folder, 'darwin-arm64')).sort()).toEqual(
    [...files, 'libonnxruntime.1.dylib', 'onnxruntime_binding.node'].sort(),
  );
});

it('runs no script at the install', () => {
  expect(manifestOf('linux-x64').scripts).toBeUndefined();
});

it('refuses a platform that ONNX Runtime is not built for', () => {
  const { status, stderr } = spawnSync(process.execPath, [script, folder, 'sunos-sparc'], {
    encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  expect(stderr).toContain('has no binaries for sunos-sparc');
});
