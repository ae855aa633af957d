import { join } from 'node:path';
import { sha256 } from '@org/files';
import { parseBertConfig } from './bert-config.js';
import { bertModel } from './bert-model.js';
import { TextEncoderError } from './error.js';
import { readFolderSettings } from './folder-settings.js';
import { PretrainedTextEncoder } from './pretrained-text-encoder.js';
import { parseStaticConfig, staticModel } from './static-model.js';
import { readText, TextTokenizer } from './text-tokenizer.js';
import type { TokenModel } from './token-model.js';
import { readWeightFiles } from './weight-files.js';

export interface LoadTextEncoderOptions {
  /** A directory that keeps vectors, of any number of models. Default: none. */
  readonly cache?: string | undefined;
  /**
   * The most tokens of a text that are read, special tokens included. Default: the smallest of the number of the model's
   * positions and the limits in its folder.
   */
  readonly maxTokens?: number | undefined;
}

/**
 * Loads a model from a folder in Hugging Face's layout: `config.json`, `tokenizer.json`, and `model.safetensors` or several
 * files with `model.safetensors.index.json`. The model is a BERT model, which runs on the current TensorFlow.js backend, or
 * a static encoder of model2vec. Downloads nothing.
 *
 * @throws TextEncoderError `bad-model`, `unsupported-model`, `invalid-option`; FileError `missing`, `read-failed`,
 *   `not-json`; SafeTensorsError `bad-file`.
 *
 * @example
 * const encoder = await loadTextEncoder('all-MiniLM-L6-v2', { cache: 'vectors' });
 * const { vectors, size } = await encoder.encode(['A first text', 'A second']);
 */
export async function loadTextEncoder(
  folder: string,
  { cache, maxTokens: wanted }: LoadTextEncoderOptions = {},
): Promise<PretrainedTextEncoder> {
  const configFile = join(folder, 'config.json');
  const tokenizerFile = join(folder, 'tokenizer.json');
  const configText = await readText(configFile);
  const config = parseJson(configText, configFile);
  const isStatic = isModel2vec(config);
  const tokenizerText = await readText(tokenizerFile);
  const settings = await readFolderSettings(folder);
  const weights = await readWeightFiles(folder);
  const tokenizerFor = (maxTokens: number): TextTokenizer =>
    TextTokenizer.parse(tokenizerText, tokenizerFile, { maxTokens, specialTokens: !isStatic });

  const makeStatic = (): TokenModel => {
    const staticConfig = parseStaticConfig(config, configFile);
    const maxTokens = checkedLimit(wanted, 1, Number.MAX_SAFE_INTEGER) ?? staticConfig.maxTokens;
    const tokenizer = tokenizerFor(maxTokens);
    return staticModel({ config: staticConfig, weights, tokenizer, maxTokens });
  };
  const makeBert = (): TokenModel => {
    const bertConfig = parseBertConfig(config, configFile);
    const { positions } = bertConfig;
    const limit = Math.min(positions, settings.maxTokens ?? positions);
    // Two tokens are special, so fewer than three leave no room for the text.
    const maxTokens = checkedLimit(wanted, 3, positions) ?? limit;
    const tokenizer = tokenizerFor(maxTokens);
    if (tokenizer.size > bertConfig.vocabulary) {
      throw new TextEncoderError(
        'bad-model',
        `${tokenizerFile} has ${tokenizer.size} tokens, and ${configFile} only ${bertConfig.vocabulary}`,
        { file: tokenizerFile },
      );
    }
    return bertModel({ config: bertConfig, weights, tokenizer, maxTokens });
  };
  return new PretrainedTextEncoder({
    model: isStatic ? makeStatic() : makeBert(),
    fingerprint: sha256(JSON.stringify([configText, sha256(tokenizerText), ...weights.hashes])),
    pooling: isStatic ? 'mean' : (settings.pooling ?? 'mean'),
    cache,
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TextEncoderError('bad-model', `${file} is not JSON`, { file, cause });
  }
}

function isModel2vec(config: unknown): boolean {
  const { model_type, architectures } = (config ?? {}) as Record<string, unknown>;
  const named = Array.isArray(architectures) && architectures.includes('StaticModel');
  return named || model_type === 'model2vec';
}

function checkedLimit(wanted: number | undefined, least: number, most: number): number | undefined {
  if (wanted === undefined) return undefined;
  if (Number.isSafeInteger(wanted) && wanted >= least && wanted <= most) return wanted;
  throw new TextEncoderError(
    'invalid-option',
    `maxTokens is a whole number from ${least} to ${most} for this model, got ${wanted}`,
  );
}
