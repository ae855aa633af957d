import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe } from 'vitest';
import type { ModelEntry } from '../registry.js';
import { configurationContract } from './configuration-contract.js';
import { lossContract } from './loss-contract.js';
import { memoryContract } from './memory-contract.js';
import { modelUnderTest } from './model-under-test.js';
import { networkContract } from './network-contract.js';
import { recommendationContract } from './recommendation-contract.js';
import { trainingContract } from './training-contract.js';

/**
 * Tests what every kind of model promises to training, evaluation, artifacts and serving. Facts about one kind, such as
 * which slots a slot attends to, have their own tests.
 */
export function modelContract(entry: ModelEntry, variant?: string): void {
  const model = modelUnderTest(entry);

  const name = [entry.definition.kind, ...(variant === undefined ? [] : [variant])].join(' with ');

  describe(`a model of kind ${name}`, () => {
    beforeEach(async () => {
      await tf.setBackend('cpu');
    });

    networkContract(model);
    configurationContract(model);
    lossContract(model);
    memoryContract(model);
    recommendationContract(model);
    trainingContract(model);
  });
}
