import { fitBaseline } from '@org/baselines';
import { bert4rec } from '@org/bert4rec';
import { evaluate } from '@org/evaluation/web';
import { sequencesFromLists, splitSequences, trainingBatches } from '@org/seqrec-data/web';
import { type TrainOptions, train } from '@org/training/web';

type StepRunner = TrainOptions['stepRunner'];

/** What a training gives, wherever it runs. */
export interface TrainedWalks {
  readonly losses: readonly number[];
  /** NDCG@3 of the model on the validation. */
  readonly model: number;
  /** NDCG@3 of popularity on the validation. */
  readonly popularity: number;
}

/** Trains a tiny BERT4Rec, with dropout, on walks along twelve items; a page and Node run the same code. */
export async function trainWalks(stepRunner?: StepRunner): Promise<TrainedWalks> {
  const itemCount = 12;
  const walks = Array.from({ length: 8 }, (_, user) =>
    Array.from({ length: 6 }, (_, step) => 1 + ((user + step) % itemCount)),
  );
  const { train: events, validation } = splitSequences(sequencesFromLists(walks), {
    kind: 'leave-one-out',
  });
  const size = { itemCount, maxLength: 6 };
  const batches = trainingBatches(events, {
    ...{ ...size, batchSize: 4, seed: 2 },
    objective: { kind: 'cloze', maskProbability: 0.4, maxPredictions: 2, lastItemShare: 0.5 },
  });
  const model = bert4rec({ ...size, hiddenSize: 8, layers: 1, heads: 2, seed: 3 });
  const losses: number[] = [];
  let ndcg = Number.NaN;
  const run = train({
    ...{ model, batches, epochs: 4, seed: 4, stepRunner },
    optimizer: { kind: 'adamw' },
    learningRate: { kind: 'constant', rate: 0.01 },
    validation: { set: validation, ks: [3], metric: 'ndcg@3', restoreBest: false },
  });
  for await (const event of run) {
    if (event.type === 'step') losses.push(event.loss);
    if (event.type === 'evaluation') ndcg = event.value;
  }
  model.dispose();
  const baseline = await fitBaseline('popularity', events, { itemCount });
  const { metrics } = await evaluate(baseline, validation, { itemCount, ks: [3] });
  return { losses, model: ndcg, popularity: metrics['ndcg@3'] ?? Number.NaN };
}
