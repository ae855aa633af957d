import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { readError } from '@org/files';
import { z } from 'zod';
import { TextEncoderError } from './error.js';
import { exactBertText } from './exact-bert-text.js';

/** The tokens of a text. */
export interface TokenizedText {
  /** At most the limit of the model. */
  readonly ids: Int32Array;
  /** The number of tokens of the text, including those beyond the limit. */
  readonly tokens: number;
}

export interface TokenizerOptions {
  /** The longest row of ids, special tokens included. */
  readonly maxTokens: number;
  /** Whether rows begin and end with the special tokens of the model, such as [CLS] and [SEP]. */
  readonly specialTokens: boolean;
}

const tokenizerSchema = z.looseObject({
  normalizer: z.looseObject({ type: z.string() }).nullable(),
  model: z.looseObject({
    type: z.string().optional(),
    vocab: z.union([z.record(z.string(), z.number()), z.array(z.tuple([z.string(), z.number()]))]),
    unk_token: z.string().nullish(),
    unk_id: z.int().nullish(),
  }),
});

/** The part of the library that we use; its own types do not resolve under NodeNext. */
interface LibraryTokenizer {
  normalizer: ((text: string) => string) | null;
  encode(
    text: string,
    options?: { readonly add_special_tokens: boolean },
  ): { readonly ids: readonly number[] };
  token_to_id(token: string): number | undefined;
  get_added_tokens_decoder(): ReadonlyMap<number, unknown>;
}

/** Turns texts into rows of token ids by the `tokenizer.json` of a model. */
export class TextTokenizer {
  readonly #tokenizer: LibraryTokenizer;
  readonly #options: TokenizerOptions;
  readonly #before: readonly number[];
  readonly #after: readonly number[];
  /** The number of ids. */
  readonly size: number;
  /** The id of unknown tokens. */
  readonly unknownId: number | undefined;

  private constructor(json: z.infer<typeof tokenizerSchema>, options: TokenizerOptions) {
    const { model, normalizer } = json;
    this.#tokenizer = new Tokenizer(json, {});
    const normalize = this.#tokenizer.normalizer;
    if (normalizer?.type === 'BertNormalizer' && normalize !== null) {
      this.#tokenizer.normalizer = (text) => normalize(exactBertText(text, normalizer));
    }
    this.#options = options;
    [this.#before, this.#after] = options.specialTokens ? this.#specialTokens() : [[], []];
    const vocabulary = Object.keys(model.vocab).length;
    const added = [...this.#tokenizer.get_added_tokens_decoder().keys()];
    this.size = Math.max(vocabulary, ...added.map((id) => id + 1));
    const unknown = model.unk_token == null ? undefined : this.id(model.unk_token);
    this.unknownId = unknown ?? model.unk_id ?? undefined;
  }

  /**
   * Reads `tokenizer.json`. Ignores its truncation and padding, because the model's limit applies.
   *
   * @throws TextEncoderError `bad-model`.
   */
  static parse(json: string, file: string, options: TokenizerOptions): TextTokenizer {
    const bad = (what: string, cause: unknown): TextEncoderError =>
      new TextEncoderError('bad-model', `${file} cannot be used as a tokenizer: ${what}`, {
        file,
        cause,
      });
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch (cause) {
      throw bad('it is not JSON', cause);
    }
    const { data, error } = tokenizerSchema.safeParse(value);
    if (error !== undefined) throw bad(z.prettifyError(error), error);
    try {
      return new TextTokenizer(data, options);
    } catch (cause) {
      throw bad(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  id(token: string): number | undefined {
    return this.#tokenizer.token_to_id(token);
  }

  encode(text: string): TokenizedText {
    const { ids } = this.#tokenizer.encode(text, { add_special_tokens: false });
    const around = this.#before.length + this.#after.length;
    const kept = ids.slice(0, Math.max(0, this.#options.maxTokens - around));
    return {
      ids: Int32Array.from([...this.#before, ...kept, ...this.#after]),
      tokens: ids.length + around,
    };
  }

  /** The ids that the tokenizer puts before and after a text. */
  #specialTokens(): [readonly number[], readonly number[]] {
    const bare = this.#tokenizer.encode('a', { add_special_tokens: false }).ids;
    const whole = this.#tokenizer.encode('a').ids;
    const start = whole.findIndex((_, place) => bare.every((id, i) => whole[place + i] === id));
    return [whole.slice(0, start), whole.slice(start + bare.length)];
  }
}

/** @throws FileError `missing` or `read-failed`. */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw readError(path, cause);
  });
}
