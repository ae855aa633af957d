import * as tf from '@tensorflow/tfjs-core';
import document from './pytorch.golden.json' with { type: 'json' };

interface PackedTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Packed = Readonly<Record<string, PackedTensor>>;

interface GoldenCase {
  readonly inputs: Packed;
  readonly output: PackedTensor;
  readonly upstream: PackedTensor;
  readonly gradients: Packed;
  readonly weights?: Packed;
  readonly options?: Readonly<Record<string, string | boolean>>;
  readonly epsilon?: number;
}

const cases: Readonly<Record<string, GoldenCase>> = document.cases;

/** A case of `tools/attention/golden.py`. */
export function goldenCase(name: keyof typeof document.cases): GoldenCase {
  const found = cases[name];
  if (found === undefined) throw new Error(`no golden case ${name}`);
  return found;
}

/** The named tensor of a set, as float32. */
export function golden(packed: Packed | undefined, name: string): tf.Tensor {
  const found = packed?.[name];
  if (found === undefined) throw new Error(`no golden tensor ${name}`);
  return unpack(found);
}

export function unpack({ shape, data }: PackedTensor): tf.Tensor {
  return tf.tensor([...data], [...shape], 'float32');
}
