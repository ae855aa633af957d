import { readdirSync } from 'node:fs';
import { InferenceSession as Reference, Tensor as ReferenceTensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { addonFolder, env, InferenceSession, nativeSession, Tensor } from './index.js';

/** `y = x + x` on two numbers; the README has the same model. */
const model = Buffer.from(
  'CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAmIPCgF5EgoKCAgBEgQKAggCQgIQDQ==',
  'base64',
);

it('describes and runs a model as onnxruntime-node does', async () => {
  const session = await InferenceSession.create(model);
  const reference = await Reference.create(model);
  expect(session.inputMetadata).toEqual(reference.inputMetadata);
  expect(session.outputMetadata).toEqual(reference.outputMetadata);
  expect(session.outputNames).toEqual(['y']);
  const { y } = await session.run({ x: new Tensor('float32', [1, 2.5], [2]) });
  const expected = await reference.run({ x: new ReferenceTensor('float32', [1, 2.5], [2]) });
  expect(y?.data).toEqual(expected.y?.data);
  expect(y).toBeInstanceOf(Tensor);
  await session.release();
});

it('refuses a model that is none, in the words of ONNX Runtime', async () => {
  await expect(InferenceSession.create(new Uint8Array([1, 2, 3]))).rejects.toThrow(/protobuf/i);
});

it('runs a native session at once, into the arrays of its caller', () => {
  const session = nativeSession();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, {});
  const data = new Float32Array(2);
  const y = new Tensor('float32', data, [2]);
  session.run({ x: new Tensor('float32', [3, -1], [2]) }, { y }, {});
  expect([...data]).toEqual([6, -2]);
  session.dispose();
});

it('has the version of the addon', () => {
  expect(env.versions.node).toBe(env.versions.common);
});

it('names the folder of the addon', () => {
  expect(readdirSync(addonFolder)).toContain('onnxruntime_binding.node');
});
