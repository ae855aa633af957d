import type { ArtifactConfig } from './artifact-config.js';

/** What the card says of a kind of model. */
export interface CardTexts {
  /** One sentence: what the model does. */
  readonly does: string;
  /** A Markdown list. */
  readonly limits: string;
  /** TypeScript that loads the model. */
  readonly use: string;
}

function rankingTexts(itemCount: number): CardTexts {
  return {
    does: `Given a person's history of items in order, it scores each of ${itemCount} items as the next one.`,
    limits:
      '- It knows the items of `items.jsonl` and no others; unknown ones in a history are left out.\n- It repeats the tastes, and the gaps, of the people in its data. Measure it on your own before you rely on it.\n- Results hold for the split and the ranking protocol named above, and compare only with results of the same.',
    use: "import { loadArtifact } from '@org/artifact';\n\nconst { model, catalogue } = await loadArtifact(directory, { kinds });",
  };
}

/** `MODEL_CARD.md`: what a person should know before using a model (after Mitchell et al. 2019). */
export function modelCard(
  config: Omit<ArtifactConfig, 'sha256'>,
  metrics: Readonly<Record<string, unknown>>,
  texts: CardTexts = rankingTexts(config.itemCount),
): string {
  const { name, kind, version, model, data, training, versions, createdAt } = config;
  return [
    `# ${name}`,
    `A ${kind} model, version ${version}${createdAt === undefined ? '' : `, made ${createdAt}`}. ${texts.does}`,
    section('Results', metrics),
    section('Data', data),
    section('Training', training),
    section('Model', model),
    section('Made with', versions),
    `## Limits\n\n${texts.limits}`,
    `## Use\n\n\`\`\`ts\n${texts.use}\n\`\`\``,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function section(title: string, values: Readonly<Record<string, unknown>>): string {
  const rows = leaves(values, '');
  if (rows.length === 0) return '';
  const lines = rows.map(([name, value]) => `| ${cell(name)} | ${cell(value)} |`);
  return [`## ${title}`, '', '| | |', '|---|---|', ...lines].join('\n');
}

/** Every value that is no object, by its path. */
function leaves(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      leaves(inner, path === '' ? key : `${path}.${key}`),
    );
  }
  if (value === undefined) return [];
  const text = typeof value === 'number' && !Number.isInteger(value) ? rounded(value) : value;
  return [[path, typeof text === 'string' ? text : JSON.stringify(text)]];
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
