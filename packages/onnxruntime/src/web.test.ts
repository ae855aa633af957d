import { expect, it } from 'vitest';
import { startWebRuntime, Tensor } from './web.js';

// The WebAssembly runs in Node.js too; a test of @org/models runs it in a page.

/** `y = x + x` on two numbers. */
const model = Uint8Array.from(
  atob('CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAmIPCgF5EgoKCAgBEgQKAggCQgIQDQ=='),
  (character) => character.charCodeAt(0),
);

it('starts once for all who try again after a failure', async () => {
  const start = () =>
    startWebRuntime({ wasmUrl: new URL('file:///missing.wasm') }).catch(() => startWebRuntime());
  const [first, second] = await Promise.all([start(), start()]);
  expect(second).toBe(first);
});

const session = async () => (await startWebRuntime()).newSession();

it('runs a model at once, into the array of its caller', async () => {
  const made = await session();
  made.loadModel(model.buffer, model.byteOffset, model.byteLength, {});
  const y = new Tensor('float32', new Float32Array(2), [2]);
  made.run({ x: new Tensor('float32', [3, -1], [2]) }, { y }, {});
  expect(y.data).toEqual(Float32Array.of(6, -2));
  made.dispose();
});

it('says what is wrong with a model, an input or an output', async () => {
  const made = await session();
  expect(() => made.loadModel(new Uint8Array([1, 2, 3]).buffer, 0, 3, {})).toThrow(/protobuf/i);
  made.loadModel(model.buffer, 0, model.byteLength, {});
  const two = () => new Tensor('float32', new Float32Array(2), [2]);
  expect(() => made.run({ z: two() }, { y: two() }, {})).toThrow("the model has no input 'z'");
  expect(() => made.run({ x: two() }, { z: two() }, {})).toThrow("the model has no output 'z'");
  const three = new Tensor('float32', new Float32Array(3), [3]);
  expect(() => made.run({ x: three }, { y: two() }, {})).toThrow(/dimensions/);
  made.run({ x: two() }, { y: two() }, {});
  made.dispose();
});
