import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../../testing/temporary-directory.js';
import { findAddon } from './find-addon.js';

const OWN = '@org/onnxruntime-linux-riscv64';

/** Finds the addon of a version that is nowhere else, 9.9.9, where some packages are installed; the path below `node_modules`. */
function findAmong(versions: Readonly<Record<string, string>>): string {
  const folder = temporaryDirectory('test');
  const modules = join(folder, 'node_modules');
  for (const [name, version] of Object.entries(versions)) {
    mkdirSync(join(modules, name), { recursive: true });
    writeFileSync(join(modules, name, 'package.json'), JSON.stringify({ name, version }));
  }
  const platform = { platform: 'linux', arch: 'riscv64' };
  return findAddon('9.9.9', platform, join(folder, 'main.js')).slice(modules.length + 1);
}

it('takes the addon from the package of its platform', () => {
  expect(findAmong({ [OWN]: '9.9.9', '@org/onnxruntime-linux-x64': '9.9.9' })).toBe(
    `${OWN}/onnxruntime_binding.node`,
  );
});

it('prefers a whole onnxruntime-node, which may have providers for GPUs', () => {
  expect(findAmong({ [OWN]: '9.9.9', 'onnxruntime-node': '9.9.9' })).toBe(
    'onnxruntime-node/bin/napi-v6/linux/riscv64/onnxruntime_binding.node',
  );
});

it('takes no addon of another version, whose interface differs', () => {
  expect(findAmong({ [OWN]: '9.9.9', 'onnxruntime-node': '9.8.0' })).toBe(
    `${OWN}/onnxruntime_binding.node`,
  );
});

it('names the package that is missing', () => {
  expect(() => findAmong({ [OWN]: '9.9.8' })).toThrow(
    `no binary for linux-riscv64 here: ${OWN} 9.9.9 is not installed`,
  );
});
