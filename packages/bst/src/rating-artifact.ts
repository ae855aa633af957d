import { join } from 'node:path';
import {
  type Artifact,
  type ArtifactConfig,
  type ArtifactContent,
  ArtifactError,
  loadArtifact,
  saveArtifact,
  timestampUnitOf,
} from '@org/artifact';
import { decodeSafeTensors, encodeSafeTensors } from '@org/safetensors';
import type { Catalogue, TimestampUnit } from '@org/seqrec-data';
import { Bst } from './bst.js';
import type { BstConfig } from './definition.js';
import type { BstFeatures, BstFeaturesOptions } from './features.js';
import { decodeFeatures, encodeFeatures, FEATURES_FILE } from './features-file.js';
import {
  decodeReranking,
  encodeReranking,
  RERANKING_FILE,
  type Reranking,
} from './reranking-file.js';

const TEXTS_FILE = 'item-texts.safetensors';
const TEXTS = 'texts';

export interface RatingArtifactContent
  extends Omit<
    ArtifactContent,
    'model' | 'popularity' | 'excludeSeen' | 'itemContent' | 'parts' | 'card'
  > {
  readonly model: Bst;
  readonly features: BstFeatures;
  /** For a model whose features read what a first stage says. */
  readonly reranking?: Reranking | undefined;
}

/** A trained model with all that it needs to predict. */
export interface RatingArtifact {
  readonly directory: string;
  readonly config: ArtifactConfig;
  readonly model: Bst;
  readonly features: BstFeatures;
  readonly catalogue: Catalogue;
  readonly metrics: Artifact['metrics'];
  /** The unit of the times of requests: that of the data. Undefined for data without times. */
  readonly timestampUnit: TimestampUnit | undefined;
  /** How the model orders candidates, if it was trained on those of a first stage. */
  readonly reranking?: Reranking | undefined;
}

/**
 * Writes a rating model as an artifact (`@org/artifact`): the files of every model, `features.json`, which is what the
 * features learned, the ids of the users of training included, `item-texts.safetensors` if the model reads texts, and
 * `reranking.json` if it reads what a first stage says.
 */
export function saveRatingArtifact(
  directory: string,
  { model, features, reranking, ...content }: RatingArtifactContent,
): Promise<ArtifactConfig> {
  const { statistics, options } = features.learned;
  const { texts } = options;
  return saveArtifact(directory, {
    ...content,
    model,
    popularity: statistics.counts,
    parts: {
      [FEATURES_FILE]: encodeFeatures(features),
      ...(reranking && { [RERANKING_FILE]: encodeReranking(reranking) }),
      ...(texts && {
        [TEXTS_FILE]: encodeSafeTensors(
          new Map([
            [TEXTS, { data: texts.vectors, shape: [statistics.counts.length, texts.size] }],
          ]),
        ),
      }),
    },
    card: {
      does:
        model.config.loss === 'log'
          ? `Given what a user rated, it predicts how likely the user likes each of ${model.itemCount} items.`
          : `Given what a user rated, it predicts how the user rates each of ${model.itemCount} items.`,
      limits:
        '- It knows the items of `items.jsonl` and no others; unknown ones in a history are left out.\n- `features.json` has the ids of the users of its data.\n- It repeats the tastes, and the gaps, of the people in its data. Measure it on your own before you rely on it.\n- Results hold for the split named above, and compare only with results of the same.',
      use: "import { loadRatingArtifact, predictRatings } from '@org/bst';\n\nconst artifact = await loadRatingArtifact(directory);",
    },
  });
}

/**
 * Reads a rating model. Every file is checked.
 *
 * @throws FileError `missing`, `not-json`, `version`; ArtifactError `corrupt` when files are damaged or do not fit each
 * other, `not-finite` for weights that are NaN or infinite, `unknown-kind` for another kind of model.
 */
export async function loadRatingArtifact(directory: string): Promise<RatingArtifact> {
  const artifact = await loadArtifact(directory, { kinds: { bst: Bst.fromConfig } });
  const { model, catalogue, config, metrics } = artifact;
  try {
    const reranking = rerankingOf(directory, artifact.parts[RERANKING_FILE]);
    const features = featuresOf(artifact, reranking !== undefined);
    const timestampUnit = timestampUnitOf(config);
    return {
      ...{ directory, config, model, features, catalogue, metrics, timestampUnit },
      ...(reranking && { reranking }),
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function rerankingOf(directory: string, bytes: Uint8Array | undefined): Reranking | undefined {
  return bytes && decodeReranking(bytes, join(directory, RERANKING_FILE));
}

function featuresOf(
  { directory, model, catalogue, popularity, parts }: Artifact<Bst>,
  firstStage: boolean,
): BstFeatures {
  const { maxLength, numbers } = model.config;
  const file = join(directory, FEATURES_FILE);
  const bytes = parts[FEATURES_FILE];
  if (bytes === undefined) {
    throw new ArtifactError('corrupt', `the artifact lacks ${file}`, { file });
  }
  const texts = textsOf(directory, parts[TEXTS_FILE]);
  const features = decodeFeatures(bytes, {
    options: { maxLength, numbers, firstStage, ...(texts && { texts }) },
    ...{ catalogue, counts: popularity, file },
  });
  for (const [name, found] of Object.entries(features.sizes)) {
    const expected = model.config[name as keyof BstConfig];
    if (found === expected) continue;
    throw new ArtifactError(
      'corrupt',
      `${file} does not fit the model: ${name} is ${found}, expected ${expected}`,
      { file },
    );
  }
  return features;
}

function textsOf(directory: string, bytes: Uint8Array | undefined): BstFeaturesOptions['texts'] {
  if (bytes === undefined) return undefined;
  const file = join(directory, TEXTS_FILE);
  const tensor = decodeSafeTensors(bytes, file).tensors.get(TEXTS);
  const size = tensor?.shape[1];
  if (size === undefined || !(tensor?.data instanceof Float32Array)) {
    throw new ArtifactError('corrupt', `${file} holds no matrix of floats '${TEXTS}'`, { file });
  }
  return { size, vectors: tensor.data };
}
