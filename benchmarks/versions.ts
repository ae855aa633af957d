import { createRequire } from 'node:module';
import type { Engine } from '@org/engine';

/** The versions that our side of a measurement ran with. */
export function versionsOf(engine: Engine): Readonly<Record<string, string>> {
  const require = createRequire(import.meta.url);
  const core = require('@tensorflow/tfjs-core/package.json') as Manifest;
  const onnxruntime = require('onnxruntime-node/package.json') as Manifest;
  return {
    node: process.versions.node,
    [engine.package]: engine.version,
    'tfjs-core': core.version,
    'onnxruntime-node': onnxruntime.version,
  };
}

interface Manifest {
  readonly version: string;
}
