import { type ModelKind, modelKinds } from '@org/models';
import { z } from 'zod';
import { defaultModelKind, modelSection } from './model-section.js';
import { defaultText, type OptionSpec, sectionOptions } from './option.js';
import {
  dataSection,
  engineSection,
  evaluationSection,
  runSection,
  splitSection,
  trainingSection,
} from './sections.js';

/**
 * The schema of a configuration file. Its settings and defaults are also those of the flags. The settings of section
 * `model` depend on the kind of model.
 */
export function configurationSchema(kind: ModelKind) {
  return z.strictObject({
    data: dataSection.prefault({}),
    split: splitSection.prefault({}),
    model: modelSection(kind).prefault({}),
    training: trainingSection.prefault({}),
    evaluation: evaluationSection.prefault({}),
    engine: engineSection.prefault({}),
    run: runSection.prefault({}),
  });
}

export type Configuration = z.infer<ReturnType<typeof configurationSchema>>;
export type DataSettings = Configuration['data'];
export type SplitSettings = Configuration['split'];

export type EvaluationSettings = Configuration['evaluation'];
export type Section = keyof Configuration;

/** Every section, in the order of the help. */
export const sections: readonly Section[] = Object.keys(
  configurationSchema(defaultModelKind).shape,
) as Section[];
/** The settings of an evaluation, with a value for the settings that may be left open. */
export type SettledEvaluation = EvaluationSettings & { readonly excludeSeen: boolean };
/** The configuration of a run, which no longer depends on the data. */
export type SettledConfiguration = Configuration & { readonly evaluation: SettledEvaluation };

/** The configuration, with `excludeSeen` if the setting was left open. */
export function settle(configuration: Configuration, excludeSeen: boolean): SettledConfiguration {
  const { evaluation } = configuration;
  return {
    ...configuration,
    evaluation: { ...evaluation, excludeSeen: evaluation.excludeSeen ?? excludeSeen },
  };
}

/** The settings of a section as flags; section `model` gives those of every kind of model. */
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
    case 'model':
      return modelOptions();
  }
}

/** The settings of all kinds of model, each once; the help states the differences between kinds. */
function modelOptions(): OptionSpec[] {
  const byKey = new Map<string, { readonly kind: ModelKind; readonly spec: OptionSpec }[]>();
  for (const kind of modelKinds) {
    for (const spec of sectionOptions('model', modelSection(kind))) {
      byKey.set(spec.key, [...(byKey.get(spec.key) ?? []), { kind, spec }]);
    }
  }
  return [...byKey.values()].flatMap((uses) => {
    const [first, ...others] = uses;
    if (first === undefined) return [];
    const { spec } = first;
    const owners =
      uses.length === modelKinds.length ? [] : [uses.map(({ kind }) => kind).join(', ')];
    const shared = others.every((use) => defaultText(use.spec) === defaultText(spec));
    const defaults = uses.map((use) => `${use.kind} ${defaultText(use.spec) ?? 'none'}`).join(', ');
    const help = `${spec.info.help}${owners.map((text) => ` (${text})`).join('')}`;
    return [
      { ...spec, info: { ...spec.info, help, ...(shared ? {} : { defaultText: defaults }) } },
    ];
  });
}
