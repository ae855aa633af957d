import { existsSync } from 'node:fs';
import { optionsOf } from '../config/configuration.js';
import { configurationText } from '../config/configuration-text.js';
import { loadConfiguration, mergeSections, type PartialConfiguration } from '../config/load.js';
import { dataLabel } from '../data/data-name.js';
import { dataWarnings } from '../data/data-warnings.js';
import { prepareData } from '../data/prepared-data.js';
import { writeOutput } from '../output/write-output.js';
import { CliError } from '../program/cli-error.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import type { Invocation } from './command.js';

export interface InitFlags {
  readonly to?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** Looks at data, shows how they are read and what to know of them, and writes a configuration file with comments. */
export async function init({
  terminal,
  settings: given,
  options,
}: Invocation<InitFlags>): Promise<number> {
  const file = fromStart(options.to ?? 'seqrec.json');
  if (existsSync(file) && options.force !== true) {
    throw new CliError(
      'usage',
      `${shownPath(file)} exists: choose another file with --to, or overwrite it with --force`,
    );
  }
  const asks = options.yes !== true && process.stdin.isTTY === true;
  const { askedData, givenData } = await import('../init/choose-data.js');
  const chosen = await (asks ? askedData : givenData)(given, terminal);
  const { data } = loadConfiguration(chosen.settings, undefined);
  const { dataset } = await prepareData(data, terminal);
  for (const warning of dataWarnings(dataset.sequences)) terminal.warn(warning);

  const kinds = asks ? await askedKinds(given) : {};
  const preset = { data: {}, split: { kind: 'leave-one-out' }, model: { kind: 'bert4rec' } };
  const written = mergeSections(mergeSections(preset, chosen.settings), kinds);
  // What is written must be read.
  loadConfiguration(written, undefined);
  const head = [
    `How seqrec reads ${dataLabel(data)} and trains on it: seqrec train --config ${shownPath(file)}`,
    'Flags go over these settings; seqrec train --help lists the others.',
  ];
  await writeOutput(file, configurationText(written, head), '--to');
  terminal.show(`Configuration  ${terminal.resultStyle.bold(shownPath(file))}`);
  terminal.result({ file, configuration: written, counts: dataset.manifest.counts });
  return 0;
}

/** The split and the model that a person chooses, where no flag names them. */
async function askedKinds(given: PartialConfiguration): Promise<PartialConfiguration> {
  const { askChoice } = await import('../init/questions.js');
  const kinds: Record<string, { kind: string }> = {};
  for (const section of ['split', 'model'] as const) {
    const kind = optionsOf(section).find(({ key }) => key === 'kind');
    if (kind === undefined || given[section]?.kind !== undefined) continue;
    const question = section === 'split' ? 'How is the test chosen?' : 'Which model?';
    const preset = String(kind.defaultValue);
    kinds[section] = { kind: await askChoice(question, kind.choices ?? [preset], preset) };
  }
  return kinds;
}
