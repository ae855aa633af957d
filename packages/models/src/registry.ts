import { bert4recDefinition } from '@org/bert4rec/definition';
import { hstuDefinition } from '@org/hstu/definition';
import { sasrecDefinition } from '@org/sasrec/definition';
import type { BuildOptions, Model } from '@org/sequence-model';
import type { AnyOptions, ObjectiveDefinition } from '@org/sequence-model/definition';

/** One kind of model, for code that works with any kind. */
export interface ModelEntry {
  /** The model without its network or TensorFlow.js; see `ModelDefinition` of `@org/sequence-model`. */
  readonly definition: {
    readonly kind: string;
    readonly title: string;
    readonly options: AnyOptions;
    readonly objective: ObjectiveDefinition;
  };
  /**
   * Builds a model from options of unknown origin, with first weights drawn from its seed. The first call imports the
   * model's package, and with it TensorFlow.js.
   *
   * @throws ModelError `invalid-option`, naming the option.
   */
  build(options: Readonly<Record<string, unknown>>, how?: BuildOptions): Promise<Model>;
}

export type ModelKind = 'bert4rec' | 'sasrec' | 'hstu';

/** Every kind of model, by its name in artifacts and on the command line. To add a kind, add an entry. */
export const models: Readonly<Record<ModelKind, ModelEntry>> = {
  bert4rec: {
    definition: bert4recDefinition,
    build: async (options, how) =>
      (await import('@org/bert4rec')).bert4rec.fromConfig(options, how),
  },
  sasrec: {
    definition: sasrecDefinition,
    build: async (options, how) => (await import('@org/sasrec')).sasrec.fromConfig(options, how),
  },
  hstu: {
    definition: hstuDefinition,
    build: async (options, how) => (await import('@org/hstu')).hstu.fromConfig(options, how),
  },
};

export const modelKinds: readonly [ModelKind, ...ModelKind[]] = Object.keys(models) as [
  ModelKind,
  ...ModelKind[],
];

/** The builder of each kind, for `loadArtifact` of `@org/artifact`. */
export const modelBuilders: Readonly<Record<ModelKind, ModelEntry['build']>> = Object.fromEntries(
  modelKinds.map((kind) => [kind, models[kind].build]),
) as Record<ModelKind, ModelEntry['build']>;
