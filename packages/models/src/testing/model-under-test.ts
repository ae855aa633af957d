import { Catalogue, sequencesFromLists, trainingBatches } from '@org/seqrec-data';
import type { SequenceModel } from '@org/sequence-model';
import { type TrainOptions, train } from '@org/training';
import * as tf from '@tensorflow/tfjs-core';
import type { ModelEntry } from '../registry.js';
import { V } from './toy-batch.js';

/** Options of a model that is small enough to train in a test. Each kind takes the options that it has. */
export const SMALL = {
  ...{ itemCount: V, maxLength: 6, hiddenSize: 8, layers: 2, heads: 2, innerSize: 12 },
  ...{ dropout: 0.2, attentionDropout: 0.3, stddev: 0.5, seed: 5 },
};

/** A kind of model to test. */
export interface ModelUnderTest extends ModelEntry {
  /** A small model on the CPU. */
  create(own?: Readonly<Record<string, unknown>>): Promise<SequenceModel>;
  /** A small model after some steps with dropout. */
  trained(more?: Partial<TrainOptions>): Promise<TrainedModel>;
}

export interface TrainedModel {
  readonly model: SequenceModel;
  /** The loss of each step. */
  readonly losses: readonly number[];
  /** What tensors hold after each step. */
  readonly memory: readonly object[];
}

export function modelUnderTest({ definition, build }: ModelEntry): ModelUnderTest {
  const { options, objective } = definition;

  const create = (own: Readonly<Record<string, unknown>> = {}) =>
    build(
      Object.fromEntries(Object.entries({ ...SMALL, ...own }).filter(([key]) => key in options)),
    );

  const trained = async (more: Partial<TrainOptions> = {}) => {
    const model = await create();
    const sequences = chains();
    // The first events come close together, the later ones ever further apart.
    const timestamps = Float64Array.from(sequences.items, (_, event) => event ** 3);
    const batches = trainingBatches(
      { ...sequences, timestamps },
      {
        times: model.times,
        ...{ itemCount: V, maxLength: SMALL.maxLength, batchSize: 6, seed: 5 },
        objective: objective.objective({}, SMALL.maxLength),
      },
    );
    const losses: number[] = [];
    const memory: object[] = [];
    const rate = { kind: 'constant', rate: 0.01 } as const;
    const given = { model, batches, seed: 3, maxSteps: 3, learningRate: rate, ...more };
    for await (const event of train(given)) {
      if (event.type !== 'step') continue;
      losses.push(event.loss);
      const { numTensors, numBytes } = tf.memory();
      memory.push({ numTensors, numBytes });
    }
    return { model, losses, memory };
  };

  return { definition, build, create, trained };
}

export const catalogue = new Catalogue(
  ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu'].map((id, i) => ({ index: i + 1, id })),
);

/** Eighteen users; each item is one more than the item before. */
function chains() {
  return sequencesFromLists(
    Array.from({ length: 18 }, (_, user) =>
      Array.from({ length: 2 + (user % 5) }, (_, i) => 1 + ((user + i) % V)),
    ),
  );
}

export const keepAll = (shape: readonly number[]) => tf.ones([...shape], 'bool');

/** A model's weights by name. */
export function weightsOf({ network }: SequenceModel): Record<string, readonly number[]> {
  return Object.fromEntries(
    network.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]),
  );
}

export function variablesOf({ network }: SequenceModel): tf.Variable[] {
  return network.trainableWeights.map((weight) => weight.read() as tf.Variable);
}
