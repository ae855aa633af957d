import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // registers the gradients
import { afterAll, describe, expect, it, vi } from 'vitest';
import { listEngines } from './list-engines.js';
import { startEngine } from './start-engine.js';

describe('startEngine', () => {
  // The first test, as the backend would print at its first use alone.
  it('keeps the cpu backend from printing its advice to install another', async () => {
    await startEngine({ engine: 'cpu' });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    tf.square(tf.tensor1d([1, 2])).dispose();
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it.each(['wasm', 'cpu'] as const)('starts %s and reports it', async (name) => {
    const engine = await startEngine({ engine: name });
    expect(engine).toMatchObject({
      name,
      backend: name,
      package: `@tensorflow/tfjs-backend-${name}`,
      version: '4.22.0',
    });
    expect(engine.device).toMatch(/, 1 core$/);
    expect(engine.stepRunner).toBeUndefined();
    expect(tf.getBackend()).toBe(name);
  });

  it('lets the cpu backend compute what wasm lacks: the gradients of a convolution', async () => {
    const gradients = async (engine: 'wasm' | 'cpu') => {
      await startEngine({ engine });
      return tf.tidy(() => {
        const x = tf.reshape(tf.linspace(-1, 1, 75), [1, 5, 5, 3]);
        const filter = tf.reshape(tf.linspace(1, -1, 54), [3, 3, 3, 2]);
        const conv = (a: tf.Tensor, b: tf.Tensor) =>
          tf.square(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'));
        return tf
          .grads(conv)([x, filter])
          .map((gradient) => gradient.dataSync());
      });
    };
    const named: string[] = [];
    vi.spyOn(process, 'emitWarning').mockImplementation((warning) => {
      named.push(String(warning));
    });
    const onWasm = await gradients('wasm');
    vi.mocked(process.emitWarning).mockRestore();
    const onCpu = await gradients('cpu');
    onCpu.forEach((numbers, operand) => {
      numbers.forEach((number, place) => {
        expect(onWasm[operand]?.[place]).toBeCloseTo(number, 3);
      });
    });
    expect(named).toEqual([
      "the backend 'wasm' has no kernel Conv2DBackpropFilter, so the cpu backend computes it",
    ]);
  });

  it('names what keeps onnx-cuda from running', async () => {
    const report = (await listEngines()).find(({ name }) => name === 'onnx-cuda');
    // On a machine with a GPU and the provider, there is nothing to name.
    if (report?.usable === true) return;
    expect(report?.reason).toMatch(
      /^(the CUDA provider of ONNX Runtime is not installed|there is no CUDA device|lib\S+ is missing)/,
    );
    await expect(startEngine({ engine: 'onnx-cuda' })).rejects.toMatchObject({
      code: 'not-usable',
      message: expect.stringMatching(/^engine onnx-cuda: .* To set it up: pnpm setup:cuda /),
    });
  });

  it('starts the first usable engine by default', async () => {
    const engine = await startEngine();
    const usable = (await listEngines()).filter((report) => report.usable);
    expect(engine.name).toBe(usable[0]?.name);
  });

  it('limits onnx to the given cores', async () => {
    const { device } = await startEngine({ engine: 'onnx', threads: 1 });
    expect(device).toMatch(/, 1 core$/);
  });

  it('says how to install a named engine that is not installed, and keeps the backend', async () => {
    await startEngine({ engine: 'cpu' });
    await expect(startEngine({ engine: 'node-gpu' })).rejects.toMatchObject({
      code: 'not-installed',
      engine: 'node-gpu',
      message:
        'engine node-gpu needs @tensorflow/tfjs-node-gpu, which is not installed: pnpm setup:gpu (elsewhere: npm install @tensorflow/tfjs-node-gpu)',
    });
    expect(tf.getBackend()).toBe('cpu');
  });

  it('refuses an unknown name', async () => {
    await expect(startEngine({ engine: 'tpu' as 'cpu' })).rejects.toMatchObject({
      code: 'unknown-engine',
      message:
        "there is no engine 'tpu': expected auto, node-gpu, onnx, node, wasm, cpu, onnx-cuda",
    });
  });
});

describe('with an app that has its own engine', () => {
  const apps: string[] = [];
  afterAll(() => {
    for (const app of apps) rmSync(app, { recursive: true });
  });

  /** An app with a `@tensorflow/tfjs-node` that runs `main` when it is loaded; returns the URL of the app's module. */
  function appWith(main: string, native: boolean): string {
    const app = mkdtempSync(join(tmpdir(), 'engine-test-'));
    apps.push(app);
    const directory = join(app, 'node_modules/@tensorflow/tfjs-node');
    mkdirSync(join(directory, 'lib/napi-v8'), { recursive: true });
    writeFileSync(join(directory, 'package.json'), '{ "version": "9.9.9", "main": "main.cjs" }');
    writeFileSync(join(directory, 'main.cjs'), main);
    if (native) writeFileSync(join(directory, 'lib/napi-v8/tfjs_binding.node'), '');
    return pathToFileURL(join(app, 'main.js')).href;
  }

  it('finds it there, and says if its native part is not installed', async () => {
    const resolveFrom = appWith('', false);
    await expect(startEngine({ engine: 'node', resolveFrom })).rejects.toMatchObject({
      code: 'not-usable',
      message:
        'engine node: @tensorflow/tfjs-node is installed, but its native part is not installed. To set it up: pnpm setup:node (elsewhere: npm install @tensorflow/tfjs-node)',
    });
    const reports = await listEngines({ resolveFrom });
    expect(reports.map(({ name }) => name)).toEqual([
      ...['node-gpu', 'onnx', 'node', 'wasm', 'cpu', 'onnx-cuda'],
    ]);
    expect(reports.find(({ name }) => name === 'node')).toEqual({
      name: 'node',
      package: '@tensorflow/tfjs-node',
      version: '9.9.9',
      installed: true,
      usable: false,
      reason: 'its native part is not installed',
      install: 'pnpm setup:node (elsewhere: npm install @tensorflow/tfjs-node)',
    });
    expect(reports.find(({ name }) => name === 'cpu')).toMatchObject({ usable: true });
    expect(reports.find(({ name }) => name === 'node-gpu')).toMatchObject({ installed: false });
  });

  it('starts it before slower engines', async () => {
    const resolveFrom = appWith(standIn, true);
    expect(await startEngine({ engine: 'node', resolveFrom })).toMatchObject({
      name: 'node',
      backend: 'tensorflow',
      version: '9.9.9',
    });
    await startEngine({ engine: 'cpu' });
    tf.removeBackend('tensorflow');
  });

  it('reports why a native part does not load', async () => {
    const resolveFrom = appWith('throw new Error("libtensorflow.so.2 is missing\\n  at x")', true);
    await expect(startEngine({ engine: 'node', resolveFrom })).rejects.toMatchObject({
      code: 'not-usable',
      reason: 'it does not load (libtensorflow.so.2 is missing)',
    });
  });

  it('says if a package registers no backend', async () => {
    const resolveFrom = appWith('', true);
    await expect(startEngine({ engine: 'node', resolveFrom })).rejects.toMatchObject({
      code: 'not-usable',
      reason: "it registered no backend 'tensorflow'",
    });
  });
});

/** A package that registers a backend `tensorflow`. It replaces one whose download has hundreds of MB. */
const standIn = `
  const tf = require(${JSON.stringify(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'))});
  tf.registerBackend('tensorflow', () => new (class extends tf.KernelBackend { dispose() {} })());
`;
