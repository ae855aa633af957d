import { join } from 'node:path';
import { startEngine } from '@org/engine';
import { readDataset, type Split, splitSequences, trainingBatches } from '@org/seqrec-data';
import { modelScorer } from '@org/sequence-model';
import { type TrainEvent, type TrainResult, train, writeArtifact } from '@org/training';
import { baselineScorers } from '../baselines.js';
import { compareScorers } from '../evaluation.js';
import { models } from '../models/registry.js';
import { itemCounts } from '../popularity.js';
import { splitRecipe } from '../split-recipe.js';
import { version } from '../version.js';
import { exampleOf } from './example.js';
import type { TrainJob, TrainOutcome, WorkerMessage } from './job.js';
import { trainOptions } from './train-options.js';

export interface RunTrainingOptions {
  readonly signal: AbortSignal;
  readonly tell: (message: WorkerMessage) => void;
}
