import type { SearchSettings } from './search-section.js';

/** The sections of a configuration with a section `search`. */
export interface SearchPreset {
  readonly help: string;
  readonly settings: Readonly<Record<'model' | 'training', Readonly<Record<string, unknown>>>>;
  readonly search: Pick<SearchSettings, 'strategy' | 'trials' | 'space' | 'resources'>;
}

const training = { batchSize: 128, patience: 10, mixLengths: true };

/** Searches that find good settings of SASRec for new data, each within about an hour on two cores for its kind of data. */
export const searchPresets = {
  small: {
    help: 'up to a few thousand users',
    settings: { model: { kind: 'sasrec', maxLength: 50 }, training },
    search: {
      strategy: 'asha',
      trials: 27,
      space: {
        'training.learningRate': { min: 0.0003, max: 0.003, scale: 'log' },
        'model.hiddenSize': { values: [32, 64, 128] },
        'model.layers': { values: [1, 2] },
        'model.dropout': { values: [0.2, 0.35, 0.5] },
        'model.block': { values: ['sasrec', 'ligr'] },
      },
      // As on the sample, where models stay near popularity for their first ten epochs.
      resources: { minEpochs: 10, maxEpochs: 90, reduction: 3 },
    },
  },
  shop: {
    help: 'many items and short histories',
    settings: {
      model: { kind: 'sasrec', maxLength: 50, loss: 'sampled-softmax', windowStride: 'newest' },
      training,
    },
    search: {
      strategy: 'asha',
      trials: 9,
      space: {
        'training.learningRate': { min: 0.0005, max: 0.002, scale: 'log' },
        'model.hiddenSize': { values: [64, 128, 256] },
        'model.layers': { values: [1, 2] },
        'model.dropout': { values: [0.2, 0.35, 0.5] },
        'model.block': { values: ['sasrec', 'ligr'] },
        'model.negatives': { values: [256, 512] },
      },
      resources: { minEpochs: 2, maxEpochs: 18, reduction: 3 },
    },
  },
  video: {
    help: 'long histories, as of films, clips or music',
    settings: { model: { kind: 'sasrec', maxLength: 200 }, training },
    search: {
      strategy: 'asha',
      trials: 9,
      space: {
        'training.learningRate': { min: 0.0005, max: 0.002, scale: 'log' },
        'model.layers': { values: [2, 3] },
        'model.dropout': { values: [0.1, 0.2, 0.3] },
        'model.block': { values: ['sasrec', 'ligr'] },
      },
      resources: { minEpochs: 5, maxEpochs: 45, reduction: 3 },
    },
  },
} as const satisfies Readonly<Record<string, SearchPreset>>;

export type SearchPresetName = keyof typeof searchPresets;

export const searchPresetNames: readonly SearchPresetName[] = Object.keys(
  searchPresets,
) as SearchPresetName[];

/** The presets with what data each is for. */
export const searchPresetHelp: string = Object.entries(searchPresets)
  .map(([name, { help }]) => `${name}: ${help}`)
  .join('; ');
