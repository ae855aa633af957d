import startModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs';
import { beforeEach, expect, it, vi } from 'vitest';
import type { WasmModule } from './wasm-module.js';
import { WasmSession } from './wasm-session.js';

/** `y = x + x` on two numbers. */
const model = Uint8Array.from(
  atob('CAg6NQoOCgF4CgF4EgF5IgNBZGQSAWdaDwoBeBIKCggIARIECgIIAmIPCgF5EgoKCAgBEgQKAggCQgIQDQ=='),
  (character) => character.charCodeAt(0),
);
/** The same with an input `z`. */
const renamed = model.map((byte) => (byte === 0x78 ? 0x7a : byte));

const module: WasmModule = await startModule({ numThreads: 1 });
module._OrtInit(1, 4);

const made = { options: vi.spyOn(module, '_OrtCreateSessionOptions') };
const released = {
  options: vi.spyOn(module, '_OrtReleaseSessionOptions'),
  session: vi.spyOn(module, '_OrtReleaseSession'),
  name: vi.spyOn(module, '_OrtFree'),
};
beforeEach(() => {
  for (const spy of Object.values({ ...made, ...released })) spy.mockClear();
});

function load(session: WasmSession, { bytes = model, extra = {} } = {}): void {
  session.loadModel(bytes.buffer, 0, bytes.byteLength, { extra });
}

it('releases the options of a session if one of their entries is refused', () => {
  expect(() => load(new WasmSession(module), { extra: { '': 'no key' } })).toThrow(/[Kk]ey/);
  expect(made.options).toHaveBeenCalledTimes(1);
  expect(released.options.mock.calls).toEqual([[made.options.mock.results[0]?.value]]);
});

it('releases a session whose names cannot be read', () => {
  const read = module._OrtGetInputOutputMetadata.bind(module);
  const metadata = vi.spyOn(module, '_OrtGetInputOutputMetadata');
  // The first name is read, the second is not.
  metadata.mockImplementationOnce(read).mockReturnValueOnce(1);
  const session = new WasmSession(module);
  expect(() => load(session)).toThrow();
  expect(released.session).toHaveBeenCalledTimes(1);
  session.dispose();
  expect(released.session).toHaveBeenCalledTimes(1);
  // The metadata and the name of the input.
  expect(released.name).toHaveBeenCalledTimes(2);
});

it('frees the names of each model that it loads once', () => {
  const session = new WasmSession(module);
  for (const bytes of [model, renamed]) {
    for (const spy of Object.values(released)) spy.mockClear();
    load(session, { bytes });
    expect(released.name, 'metadata').toHaveBeenCalledTimes(2);
    session.dispose();
    session.dispose();
    expect(released.name, 'names').toHaveBeenCalledTimes(4);
    expect(released.session).toHaveBeenCalledTimes(1);
  }
});
