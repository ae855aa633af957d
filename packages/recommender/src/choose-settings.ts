import { itemLosses } from '@org/attention/losses';
import { type ModelKind, modelKinds, models } from '@org/models';
import {
  leavesOutSeen,
  type NegativesOptions,
  repeatShare,
  type Split,
  type UserItems,
} from '@org/seqrec-data';
import { defaultRecipe, type TrainingRecipe } from '@org/training/recipe';
import { RecommenderError } from './error.js';
import type { ModelChoice, Settings } from './settings.js';

/** The settings that a caller fixes. */
export interface GivenSettings {
  readonly model: ModelKind | ModelChoice;
  readonly training: Partial<TrainingRecipe>;
  readonly excludeSeen: boolean | undefined;
  readonly seed: number;
}

/** Settings with a sentence for each one that the data decided. */
export interface ChosenSettings {
  readonly settings: Settings;
  readonly reasons: readonly string[];
}

/** The lengths that the publications use, and two for short sessions. */
const LENGTHS = [10, 20, 50, 100, 200];

/** Above this many items a softmax over all of them takes most of a step. */
const MANY_ITEMS = 50_000;

/** About the updates that a small model needs to converge with the default schedule. */
const WANTED_STEPS = 2000;
const MOST_EPOCHS = 200;

/** The settings of a training: the given ones, and for the others what suits the size of the data. */
export function chooseSettings(
  split: Split,
  itemCount: number,
  { model, training, excludeSeen, seed }: GivenSettings,
): ChosenSettings {
  const { kind, ...options }: ModelChoice = typeof model === 'string' ? { kind: model } : model;
  requireKind(kind);
  const reasons: string[] = [];
  const maxLength = options.maxLength ?? chosenLength(split.train, reasons);
  const loss = options.loss ?? chosenLoss(itemCount, reasons);
  const windows = windowCount(split.train, maxLength);
  const batchSize = training.batchSize ?? chosenBatchSize(windows, reasons);
  const epochs = training.epochs ?? chosenEpochs(windows, batchSize, reasons);
  const settings: Settings = {
    kind,
    model: { ...options, maxLength, ...(loss && { loss }) },
    training: { ...defaultRecipe, ...training, batchSize, epochs },
    objective: models[kind].definition.objective.objective({}, maxLength),
    ...(loss && { negatives: negativesOf(loss.kind) }),
    split: split.recipe,
    excludeSeen: excludeSeen ?? chosenSeen(split, reasons),
    seed,
  };
  return { settings, reasons };
}

function requireKind(kind: string): void {
  if ((modelKinds as readonly string[]).includes(kind)) return;
  throw new RecommenderError(
    'invalid-option',
    `there is no model ${JSON.stringify(kind)}; choose ${modelKinds.join(', ')}`,
  );
}

function chosenLength({ offsets }: UserItems, reasons: string[]): number {
  const lengths = Float64Array.from(
    { length: offsets.length - 1 },
    (_, row) => (offsets[row + 1] as number) - (offsets[row] as number),
  ).sort();
  const typical = lengths[Math.max(0, Math.ceil(0.9 * lengths.length) - 1)] ?? 0;
  const longest = Math.max(...LENGTHS);
  const length = LENGTHS.find((one) => one > typical) ?? longest;
  reasons.push(
    typical < longest
      ? `maxLength ${length}: nine in ten histories have at most ${typical} events`
      : `maxLength ${length}: one in ten histories has more than ${typical} events, and longer inputs cost more than they gain`,
  );
  return length;
}

function chosenLoss(
  itemCount: number,
  reasons: string[],
): NonNullable<ModelChoice['loss']> | undefined {
  if (itemCount <= MANY_ITEMS) return undefined;
  reasons.push(
    `loss gbce: a softmax over ${itemCount} items would take most of the time, so each label is compared with ${itemLosses.gbce.negatives} of them`,
  );
  return { kind: 'gbce' };
}

/** As the command line draws them by default, but shared by a sequence, which is cheap. */
function negativesOf(loss: keyof typeof itemLosses): NegativesOptions | undefined {
  const { negatives: count, logQ } = itemLosses[loss];
  if (count === 0) return undefined;
  return { count, sampling: { kind: 'uniform' }, per: 'sequence', logQ };
}

function windowCount({ offsets }: UserItems, maxLength: number): number {
  let windows = 0;
  for (let row = 0; row + 1 < offsets.length; row += 1) {
    windows += Math.ceil(((offsets[row + 1] as number) - (offsets[row] as number)) / maxLength);
  }
  return windows;
}

function chosenBatchSize(windows: number, reasons: string[]): number {
  const size = windows < 2000 ? defaultRecipe.batchSize : windows < 50_000 ? 64 : 128;
  reasons.push(`batchSize ${size}: there are ${windows} training sequences`);
  return size;
}

function chosenEpochs(windows: number, batchSize: number, reasons: string[]): number {
  const steps = Math.ceil(windows / batchSize);
  const wanted = Math.ceil(WANTED_STEPS / Math.max(1, steps));
  const epochs = Math.min(MOST_EPOCHS, Math.max(defaultRecipe.epochs, wanted));
  reasons.push(
    `at most ${epochs} epochs of ${steps} ${steps === 1 ? 'step' : 'steps'}: training ends earlier if validation gets no better`,
  );
  return epochs;
}

function chosenSeen(split: Split, reasons: string[]): boolean {
  const share = repeatShare(split);
  const excludeSeen = leavesOutSeen(share);
  if (share !== undefined) {
    reasons.push(
      `${excludeSeen ? 'leaves out' : 'keeps'} the items of the history: ${(100 * share).toFixed(0)} % of events repeat an item that the user had`,
    );
  }
  return excludeSeen;
}
