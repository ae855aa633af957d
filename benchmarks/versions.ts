import { createRequire } from 'node:module';
import type { Engine } from '@org/engine';

/** What a measurement of ours ran on. */
export function versionsOf(engine: Engine): Readonly<Record<string, string>> {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string) =>
    (require(`${name}/package.json`) as { version: string }).version;
  return {
    node: process.versions.node,
    [engine.package]: engine.version,
    'tfjs-core': versionOf('@tensorflow/tfjs-core'),
    'onnxruntime-node': versionOf('onnxruntime-node'),
  };
}
