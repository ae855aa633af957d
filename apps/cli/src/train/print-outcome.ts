import { dirname, join } from 'node:path';
import type { ExampleItem, ExampleRecord } from '@org/evaluation';
import { splitRecipe } from '../data/split-recipe.js';
import { showSampled, warnOfSeenTargets } from '../measure/scores.js';
import { scoresTable, testHeading } from '../measure/scores-table.js';
import { formatCount, formatSeconds } from '../output/format.js';
import { recommendationLines } from '../output/recommendation-list.js';
import type { Terminal } from '../output/terminal.js';
import { commandLine, invocationOf } from '../program/invocation.js';
import { shellWord } from '../program/shell-word.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import type { FinishedOutcome, TrainJob } from './job.js';

export interface OutcomeContext {
  readonly job: TrainJob;
  readonly terminal: Terminal;
  readonly seconds: number;
}

/** Prints the result of a run: metrics, recommendations and directory. */
export function printOutcome(
  outcome: FinishedOutcome,
  { job, terminal, seconds }: OutcomeContext,
): void {
  const { configuration, run } = job;
  const style = terminal.resultStyle;
  const { scores, example, artifact } = outcome;

  terminal.show();
  terminal.show(style.bold(testHeading(splitRecipe(configuration.split), scores)));
  terminal.show(scoresTable(scores, configuration.evaluation.ks));
  warnOfSeenTargets(scores, terminal);
  showSampled(outcome.sampledScores, { ks: configuration.evaluation.ks, terminal });
  if (example !== undefined) printExample(example, terminal);
  terminal.show();
  terminal.show(`Model    ${style.bold(shownPath(artifact))}  (version ${outcome.version})`);
  if (configuration.run.tensorboard) {
    const board = shellWord(shownPath(join(run, 'tensorboard')));
    terminal.show(`Curves   tensorboard --logdir ${board}`);
  }
  terminal.show(`Took     ${formatSeconds(seconds)}`);
  terminal.show();
}

/** Prints the commands that use the model of a run. */
export function printNextCommands(outcome: FinishedOutcome, terminal: Terminal): void {
  terminal.print('Next:');
  for (const line of nextCommands(outcome)) terminal.print(`  ${line}`);
}

/** The commands name the model, because another may be the newest later. */
function nextCommands({ artifact, typedItems }: FinishedOutcome): string[] {
  const shown = shownPath(artifact);
  const isOption = typedItems.some((text) => text.startsWith('-'));
  const items = isOption ? ['--', ...typedItems] : typedItems;
  const isBelowRuns = dirname(artifact) === fromStart('runs');
  return [
    ...(items.length === 0 ? [] : [commandLine('recommend', ['--artifact', shown, ...items])]),
    `${isBelowRuns ? '' : `ARTIFACT=${shellWord(shown)} `}${invocationOf('server')}`,
  ];
}

const shownEvents = 5;

function printExample(example: ExampleRecord, terminal: Terminal): void {
  const { historyLength, history, targets, recommendations } = example;
  const style = terminal.resultStyle;
  const shown = history.slice(-shownEvents).map(nameOf);
  const earlier = historyLength - shown.length;
  const before = earlier > 0 ? `${formatCount(earlier)} earlier, then ` : '';
  terminal.show();
  terminal.show(style.bold('After the history'));
  terminal.show(`  ${before}${shown.join(' → ')}`);
  terminal.show(style.bold('it recommends'));
  const taken = new Set(targets.map(({ id }) => id));
  const note = (place: number) => {
    const id = recommendations[place]?.id;
    return id !== undefined && taken.has(id) ? style.green('← what they took next') : '';
  };
  for (const line of recommendationLines(recommendations.map(nameOf), note)) terminal.show(line);
}

function nameOf({ id, title }: ExampleItem): string {
  return title ?? String(id);
}
