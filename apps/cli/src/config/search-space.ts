import type { Dimension, SearchSpace } from '@org/search';
import { z } from 'zod';
import { CliError } from '../program/cli-error.js';
import { closest } from '../program/suggestion.js';
import { optionsOf, type Section } from './configuration.js';
import { issueSentence } from './issue.js';
import { isObject } from './load.js';
import type { OptionSpec } from './option.js';
import { listedValues, valueRange } from './search-section.js';

const searchedSections: readonly Section[] = ['model', 'training', 'data'];

/** Settings that all trials share, because they decide how trials are compared or how long they run. */
const sharedSettings: Readonly<Record<string, string>> = {
  'training.epochs': 'search.resources.maxEpochs sets how long trials train',
  'training.validationMetric': 'search.metric sets the metric that compares trials',
  'data.cache': 'it changes nothing about a trial',
};

/**
 * The space of a search, each value checked by the schema of its setting.
 *
 * @throws CliError `usage`, with every problem.
 */
export function searchSpace(space: Readonly<Record<string, unknown>>, origin: string): SearchSpace {
  const settings = new Map<string, OptionSpec>(
    searchedSections
      .flatMap((section) => optionsOf(section))
      .map((spec) => [`${spec.section}.${spec.key}`, spec] as const),
  );
  const sentences: string[] = [];
  const dimensions: [string, Dimension][] = [];
  for (const [name, given] of Object.entries(space)) {
    const place = `search.space.${name}`;
    const spec = settings.get(name);
    const shared = sharedSettings[name];
    if (spec === undefined) {
      const near = closest(name, [...settings.keys()]);
      const hint =
        near === undefined ? 'name one like training.learningRate' : `did you mean ${near}?`;
      sentences.push(`${place} is not a known setting of model, training or data (${hint})`);
    } else if (shared !== undefined) {
      sentences.push(`${place} cannot be searched: ${shared}`);
    } else {
      const checked = dimension(given, spec, place);
      if (Array.isArray(checked)) sentences.push(...checked);
      else dimensions.push([name, checked]);
    }
  }
  if (sentences.length > 0) throw new CliError('usage', `${origin}: ${sentences.join('; ')}`);
  return Object.fromEntries(dimensions);
}

/** The dimension, or its problem. */
function dimension(given: unknown, spec: OptionSpec, place: string): Dimension | string[] {
  const listed = isObject(given) && 'values' in given;
  const schema = listed ? listedValues : valueRange;
  const parsed = schema.safeParse(given, { reportInput: true });
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => issueSentence(issue, schema, place));
  }
  const checked = parsed.data;
  if ('values' in checked) {
    const wrong = checked.values.flatMap((value, i) =>
      wrongValue(value, spec, `${place}.values.${i}`),
    );
    return wrong.length > 0 ? wrong : checked;
  }
  if (!(spec.schema instanceof z.ZodNumber)) {
    return [`${place} takes no numbers to range over: list its values, {"values": [...]}`];
  }
  const ends = (['min', 'max'] as const).flatMap((end) =>
    wrongValue(checked[end], spec, `${place}.${end}`),
  );
  if (ends.length > 0) return ends;
  return { ...checked, integer: spec.schema.isInt };
}

function wrongValue(value: unknown, { schema }: OptionSpec, place: string): string[] {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => issueSentence(issue, z.strictObject({}), place));
}
