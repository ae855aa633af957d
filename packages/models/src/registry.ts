import { bert4recDefinition } from '@org/bert4rec/definition';
import { sasrecDefinition } from '@org/sasrec/definition';
import type { SequenceModel } from '@org/sequence-model';
import type { AnyOptions, ObjectiveDefinition } from '@org/sequence-model/definition';

/** A kind of model, for code that does not know which. */
export interface ModelEntry {
  /** What is known of it without TensorFlow.js; see `ModelDefinition` of `@org/sequence-model`. */
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
  build(options: Readonly<Record<string, unknown>>): Promise<SequenceModel>;
}

export type ModelKind = 'bert4rec' | 'sasrec';

/** Every kind of model, by the name that artifacts and the command line use. Another kind joins as one more entry. */
export const models: Readonly<Record<ModelKind, ModelEntry>> = {
  bert4rec: {
    definition: bert4recDefinition,
    build: async (options) => (await import('@org/bert4rec')).bert4rec.fromConfig(options),
  },
  sasrec: {
    definition: sasrecDefinition,
    build: async (options) => (await import('@org/sasrec')).sasrec.fromConfig(options),
  },
};

export const modelKinds: readonly [ModelKind, ...ModelKind[]] = Object.keys(models) as [
  ModelKind,
  ...ModelKind[],
];

/** What builds each kind, as `loadArtifact` of `@org/artifact` takes it. */
export const modelBuilders: Readonly<Record<ModelKind, ModelEntry['build']>> = Object.fromEntries(
  modelKinds.map((kind) => [kind, models[kind].build]),
) as Record<ModelKind, ModelEntry['build']>;
