import { z } from 'zod';
import { TextEncoderError } from './error.js';
import type { Pooling } from './pooling.js';
import type { TextTokenizer } from './text-tokenizer.js';
import type { TokenModel } from './token-model.js';
import type { WeightFiles } from './weight-files.js';

const configSchema = z.object({
  normalize: z.boolean().default(false),
  // null: no limit.
  max_length: z.int().positive().nullable().default(512),
});

/** The settings of a model2vec model. */
export interface StaticConfig {
  /** Whether vectors have length 1. */
  readonly normalize: boolean;
  readonly maxTokens: number;
}

/** @throws TextEncoderError `bad-model`. */
export function parseStaticConfig(json: unknown, file: string): StaticConfig {
  const { data, error } = configSchema.safeParse(json);
  if (error !== undefined) {
    throw new TextEncoderError(
      'bad-model',
      `${file} does not describe a model2vec model: ${z.prettifyError(error)}`,
      { file, cause: error },
    );
  }
  return { normalize: data.normalize, maxTokens: data.max_length ?? Number.MAX_SAFE_INTEGER };
}

export interface StaticModelOptions {
  readonly config: StaticConfig;
  readonly weights: WeightFiles;
  readonly tokenizer: TextTokenizer;
  readonly maxTokens: number;
}

const STATIC_POOLINGS: readonly Pooling[] = ['mean'];

/**
 * A static encoder (model2vec): a vector for each token, times a weight if the folder has weights. A text's vector is the
 * mean over its known tokens, or 0 if it has none. Runs in plain JavaScript.
 *
 * @throws TextEncoderError `bad-model`.
 */
export function staticModel(options: StaticModelOptions): TokenModel {
  const { config, tokenizer, maxTokens } = options;
  const { table, size, rowOf, weightOf } = tokenVectors(options);

  const tokenVector = (id: number, into: Float64Array): void => {
    const start = rowOf(id) * size;
    const weight = weightOf(id);
    for (let i = 0; i < size; i += 1) into[i] = (into[i] ?? 0) + weight * (table[start + i] ?? 0);
  };
  const textVector = (ids: Int32Array): Float64Array => {
    const sum = new Float64Array(size);
    for (const id of ids) tokenVector(id, sum);
    const length = config.normalize ? Math.hypot(...sum) : ids.length;
    return sum.map((value) => (length === 0 ? 0 : value / length));
  };

  return {
    kind: 'static',
    size,
    maxTokens,
    poolings: STATIC_POOLINGS,
    tokenize(text) {
      const { ids, tokens } = tokenizer.encode(text);
      return { ids: ids.filter((id) => id !== tokenizer.unknownId), tokens };
    },
    async encode(rows, { batchTokens, done }) {
      for (let start = 0; start < rows.length; start += batchTokens) {
        const batch = rows.slice(start, start + batchTokens);
        const vectors = new Float32Array(batch.length * size);
        batch.forEach((ids, row) => {
          vectors.set(textVector(ids), row * size);
        });
        await done(
          batch.map((_, row) => start + row),
          vectors,
        );
      }
    },
    async hiddenStates(rows) {
      const time = Math.max(1, ...rows.map(({ length }) => length));
      const states = new Float32Array(rows.length * time * size);
      rows.forEach((ids, row) => {
        ids.forEach((id, slot) => {
          const vector = new Float64Array(size);
          tokenVector(id, vector);
          states.set(vector, (row * time + slot) * size);
        });
      });
      return [states];
    },
    dispose: () => {},
  };
}

interface TokenVectors {
  readonly table: ArrayLike<number>;
  readonly size: number;
  /** A token's row of the table. */
  readonly rowOf: (id: number) => number;
  readonly weightOf: (id: number) => number;
}

function tokenVectors({ weights: { tensors, file }, tokenizer }: StaticModelOptions): TokenVectors {
  const bad = (what: string): TextEncoderError =>
    new TextEncoderError('bad-model', `${file} ${what}`, { file });
  const embeddings = tensors.get('embeddings') ?? tensors.get('embedding.weight');
  if (embeddings === undefined) throw bad("has no tensor 'embeddings'");
  const [rows = 0, size = 0, ...more] = embeddings.shape;
  if (size === 0 || more.length > 0) {
    throw bad(
      `has 'embeddings' of shape [${embeddings.shape.join(', ')}], expected rows of features`,
    );
  }
  const ofTokens = (name: string): ArrayLike<number> | undefined => {
    const tensor = tensors.get(name);
    if (tensor === undefined || tensor.data.length === tokenizer.size) return tensor?.data;
    throw bad(
      `has ${tensor.data.length} '${name}' for the ${tokenizer.size} tokens of the tokenizer`,
    );
  };
  const mapping = ofTokens('mapping');
  const weights = ofTokens('weights');
  if (mapping === undefined && rows !== tokenizer.size) {
    throw bad(`has ${rows} 'embeddings' for the ${tokenizer.size} tokens of the tokenizer`);
  }
  const outside = Array.from(mapping ?? []).find((row) => !(row >= 0 && row < rows));
  if (outside !== undefined) throw bad(`maps a token to row ${outside} of ${rows}`);
  if (!embeddings.data.every(Number.isFinite)) throw bad('has embeddings that are not finite');
  return {
    table: embeddings.data,
    size,
    rowOf: (id) => mapping?.[id] ?? id,
    weightOf: (id) => weights?.[id] ?? 1,
  };
}
