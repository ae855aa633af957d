import { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { type Example, seeded } from './example.js';

/** The mean sepal and petal sizes of three species, in centimetres. */
const SPECIES = [
  [5.0, 3.4, 1.5, 0.2],
  [5.9, 2.8, 4.3, 1.3],
  [6.6, 3.0, 5.6, 2.0],
];

/** Two dense layers tell three species of flowers apart by four sizes. */
export const iris: Example = {
  name: 'iris',
  batchSize: 32,
  units: 10,
  model() {
    const model = sequential({
      layers: [
        layers.dense({
          units: this.units,
          activation: 'sigmoid',
          inputShape: [4],
          kernelInitializer: seeded(1),
        }),
        layers.dense({ units: 3, activation: 'softmax', kernelInitializer: seeded(2) }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
    return model;
  },
  data(batches) {
    const rows = batches * this.batchSize;
    const random = Random.of(1, 'iris');
    const x = new Float32Array(rows * 4);
    const y = new Float32Array(rows * 3);
    for (let row = 0; row < rows; row += 1) {
      const species = random.integer(SPECIES.length);
      SPECIES[species]?.forEach((mean, feature) => {
        x[row * 4 + feature] = mean * (0.9 + 0.2 * random.float());
      });
      y[row * 3 + species] = 1;
    }
    return { x: tf.tensor2d(x, [rows, 4]), y: tf.tensor2d(y, [rows, 3]) };
  },
};
