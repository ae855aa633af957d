import { join } from 'node:path';
import { FileError, readJson } from '@org/files';
import { z } from 'zod';
import type { Pooling } from './pooling.js';

/** The settings of a model folder; undefined if the folder does not name them. */
export interface FolderSettings {
  /** The longest row of tokens that the model is made for. */
  readonly maxTokens: number | undefined;
  readonly pooling: Pooling | undefined;
}

const sentenceSchema = z.object({ max_seq_length: z.number().positive() });
const tokenizerSchema = z.object({ model_max_length: z.number().positive() });
/** The fields of sentence-transformers up to version 5 and of later versions. */
const poolingSchema = z.object({
  pooling_mode: z.string().optional(),
  pooling_mode_cls_token: z.boolean().optional(),
  pooling_mode_max_tokens: z.boolean().optional(),
  pooling_mode_mean_tokens: z.boolean().optional(),
});

/**
 * Reads `sentence_bert_config.json`, `tokenizer_config.json` and `1_Pooling/config.json`, each of which may be missing.
 *
 * @throws FileError `read-failed` or `not-json`.
 */
export async function readFolderSettings(folder: string): Promise<FolderSettings> {
  const read = async (name: string): Promise<unknown> => {
    try {
      return await readJson(join(folder, name));
    } catch (error) {
      if (error instanceof FileError && error.code === 'missing') return undefined;
      throw error;
    }
  };
  const sentence = sentenceSchema.safeParse(await read('sentence_bert_config.json')).data;
  const tokenizer = tokenizerSchema.safeParse(await read('tokenizer_config.json')).data;
  const limits = [sentence?.max_seq_length, tokenizer?.model_max_length].filter(
    (limit) => limit !== undefined,
  );
  return {
    maxTokens: limits.length === 0 ? undefined : Math.min(...limits),
    pooling: poolingOf(poolingSchema.safeParse(await read('1_Pooling/config.json')).data),
  };
}

function poolingOf(settings: z.infer<typeof poolingSchema> | undefined): Pooling | undefined {
  const modes = [
    ['cls', settings?.pooling_mode_cls_token],
    ['max', settings?.pooling_mode_max_tokens],
    ['mean', settings?.pooling_mode_mean_tokens],
  ] as const;
  const chosen = modes.filter(([mode, on]) => on === true || settings?.pooling_mode === mode);
  // sentence-transformers concatenates several modes; we have no such pooling.
  return chosen.length === 1 ? chosen[0]?.[0] : undefined;
}
