import { z } from 'zod';
import { defaultModelKind, type ModelKind, modelKinds, models } from '../models/registry.js';
import { type OptionSpec, option, sectionOptions } from './option.js';
import {
  dataSection,
  engineSection,
  evaluationSection,
  runSection,
  splitSection,
  trainingSection,
} from './sections.js';

const kindOption = option(z.enum(modelKinds).default(defaultModelKind), {
  flag: 'model',
  help: 'kind of model',
});

/**
 * The schema of a configuration file, whose settings are also the flags and whose defaults are theirs. What the
 * section `model` may hold depends on the kind of model.
 */
export function configurationSchema(kind: ModelKind) {
  return z.strictObject({
    data: dataSection.prefault({}),
    split: splitSection.prefault({}),
    model: z.strictObject({ kind: kindOption, ...models[kind].options.shape }).prefault({}),
    training: trainingSection.prefault({}),
    evaluation: evaluationSection.prefault({}),
    engine: engineSection.prefault({}),
    run: runSection.prefault({}),
  });
}

export type Configuration = z.infer<ReturnType<typeof configurationSchema>>;
export type DataSettings = Configuration['data'];
export type SplitSettings = Configuration['split'];
export type TrainingSettings = Configuration['training'];
export type EvaluationSettings = Configuration['evaluation'];
export type Section = keyof Configuration;

/** The settings of a section as flags; of `model` those of every kind together. */
export function optionsOf(section: Section): OptionSpec[] {
  switch (section) {
    case 'data':
      return sectionOptions(section, dataSection);
    case 'split':
      return sectionOptions(section, splitSection);
    case 'training':
      return sectionOptions(section, trainingSection);
    case 'evaluation':
      return sectionOptions(section, evaluationSection);
    case 'engine':
      return sectionOptions(section, engineSection);
    case 'run':
      return sectionOptions(section, runSection);
    case 'model': {
      const shapes = modelKinds.map((kind) => models[kind].options.shape);
      const everyKind = z.strictObject(Object.assign({ kind: kindOption }, ...shapes));
      return sectionOptions(section, everyKind);
    }
  }
}
