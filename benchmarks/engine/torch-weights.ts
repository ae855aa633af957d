import type { SafeTensor } from '@org/safetensors';

/** A model's weights, by name. */
export type Weights = ReadonlyMap<string, SafeTensor>;

/**
 * The weights of a BERT4Rec under the names and in the layouts of `pytorch/bert4rec.py`: matrices are transposed
 * (`nn.Linear` holds `[O, I]`), and query, key and value are one matrix.
 */
export function torchWeights(weights: Weights, layers: number): Map<string, SafeTensor> {
  const of = (name: string): SafeTensor => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new Error(`the model has no weight '${name}'`);
    return tensor;
  };
  const torch = new Map<string, SafeTensor>([
    ['items.weight', of('item_embedding/table')],
    ['positions', of('position_embedding/table')],
    ['bias', of('item_scores/bias')],
  ]);
  const linear = (name: string, ...parts: readonly string[]) => {
    const kernels = parts.map((part) => transposed(of(`${part}/kernel`)));
    torch.set(`${name}.weight`, stacked(kernels));
    torch.set(`${name}.bias`, stacked(parts.map((part) => of(`${part}/bias`))));
  };
  const norm = (name: string, ours: string) => {
    torch.set(`${name}.weight`, of(`${ours}/gamma`));
    torch.set(`${name}.bias`, of(`${ours}/beta`));
  };

  norm('norm', 'embedding_norm');
  for (let layer = 0; layer < layers; layer += 1) {
    const [theirs, ours] = [`blocks.${layer}`, `block_${layer}`];
    const attention = ['query', 'key', 'value'].map((part) => `${ours}/attention/${part}`);
    linear(`${theirs}.qkv`, ...attention);
    linear(`${theirs}.out`, `${ours}/attention/output`);
    norm(`${theirs}.attention_norm`, `${ours}/attention_norm`);
    linear(`${theirs}.wide`, `${ours}/feed_forward/inner`);
    linear(`${theirs}.narrow`, `${ours}/feed_forward/outer`);
    norm(`${theirs}.feed_forward_norm`, `${ours}/feed_forward_norm`);
  }
  linear('transform', 'head_transform');
  norm('transform_norm', 'head_norm');
  return torch;
}

function transposed({ data, shape }: SafeTensor): SafeTensor {
  const [rows = 1, columns = 1] = shape;
  const turned = Float32Array.from(
    data,
    (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? Number.NaN,
  );
  return { data: turned, shape: [columns, rows] };
}

/** Joins tensors along the first axis. */
function stacked(tensors: readonly SafeTensor[]): SafeTensor {
  const data = Float32Array.from(tensors.flatMap((tensor) => [...tensor.data]));
  const rows = tensors.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  return { data, shape: [rows, ...(tensors[0]?.shape.slice(1) ?? [])] };
}
