/** The part of WebAssembly that this file uses; the types of Node 20 do not include it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** `adam-kernel.wat` in binary form; a test checks that the two agree. */
export const ADAM_KERNEL =
  'AGFzbQEAAAABDAFgCH99fX19fX19AAMCAQAFAwEAAgcRAgZtZW1vcnkCAARhZGFtAAAKzwEBzAECAX8DewJAA0AgCCAATw0BIAj9AASAgAYhCSAB/RMgCP0ABICAAv3mASAC/RMgCf3mAf3kASEKIAP9EyAI/QAEgIAE/eYBIAT9EyAJIAn95gH95gH95AEhCyAKIAr94AFDAACAAP0T/UP9TyEKIAsgC0MAAIAA/RP9Q/1PIQsgCCAK/QsEgIACIAggC/0LBICABCAIIAf9EyAI/QAEAP3mASAF/RMgCv3mASAL/eMBIAb9E/3kAf3nAf3lAf0LBAAgCEEQaiEIDAALCws=';

/** The number of floats of each array that one call of the kernel updates. */
export const BLOCK = 8192;

export interface AdamKernel {
  /** The kernel's arrays, each of `BLOCK` floats, in its own memory. */
  readonly variable: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly gradient: Float32Array;
  /** Updates the first `bytes / 4` floats, rounded up to a multiple of four. `adam-kernel.wat` explains the numbers. */
  adam(
    bytes: number,
    beta1: number,
    intoMean: number,
    beta2: number,
    intoVariance: number,
    stepSize: number,
    guard: number,
    shrink: number,
  ): void;
}

let loaded: AdamKernel | undefined;

/** Returns the kernel, which is compiled at its first use. */
export function adamKernel(): AdamKernel {
  loaded ??= load();
  return loaded;
}

function load(): AdamKernel {
  const module = new WebAssembly.Module(
    Uint8Array.from(atob(ADAM_KERNEL), (character) => character.charCodeAt(0)),
  );
  const { memory, adam } = new WebAssembly.Instance(module).exports as {
    memory: { readonly buffer: ArrayBuffer };
    adam: AdamKernel['adam'];
  };
  const array = (place: number) => new Float32Array(memory.buffer, place * BLOCK * 4, BLOCK);
  return { variable: array(0), mean: array(1), variance: array(2), gradient: array(3), adam };
}
