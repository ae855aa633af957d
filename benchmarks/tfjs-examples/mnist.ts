import { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { type Example, seeded } from './example.js';

const SIZE = 28;
const CLASSES = 10;

/** A convolutional network for images of the size of MNIST. Each class is a pattern of bars, moved and with noise. */
export const mnist: Example = {
  name: 'mnist-cnn',
  batchSize: 64,
  units: 8,
  model() {
    const convolution = (filters: number, seed: number, inputShape?: number[]) =>
      layers.conv2d({
        filters,
        kernelSize: 5,
        activation: 'relu',
        kernelInitializer: seeded(seed),
        ...(inputShape === undefined ? {} : { inputShape }),
      });
    const model = sequential({
      layers: [
        convolution(this.units, 1, [SIZE, SIZE, 1]),
        layers.maxPooling2d({ poolSize: 2, strides: 2 }),
        convolution(2 * this.units, 2),
        layers.maxPooling2d({ poolSize: 2, strides: 2 }),
        layers.flatten(),
        layers.dense({ units: CLASSES, activation: 'softmax', kernelInitializer: seeded(3) }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy' });
    return model;
  },
  data(batches) {
    const rows = batches * this.batchSize;
    const random = Random.of(1, 'mnist');
    const x = new Float32Array(rows * SIZE * SIZE);
    const y = new Float32Array(rows * CLASSES);
    for (let row = 0; row < rows; row += 1) {
      const digit = random.integer(CLASSES);
      draw(x.subarray(row * SIZE * SIZE, (row + 1) * SIZE * SIZE), digit, random);
      y[row * CLASSES + digit] = 1;
    }
    return { x: tf.tensor4d(x, [rows, SIZE, SIZE, 1]), y: tf.tensor2d(y, [rows, CLASSES]) };
  },
};

/** Draws one horizontal and one vertical bar, whose places tell the class. */
function draw(image: Float32Array, digit: number, random: Random): void {
  const shift = random.integer(3);
  const horizontal = 4 + (digit % 5) * 4 + shift;
  const vertical = digit < 5 ? 7 + shift : 18 + shift;
  for (let place = 0; place < SIZE; place += 1) {
    for (let row = 0; row < SIZE; row += 1) {
      image[row * SIZE + place] = 0.2 * random.float();
    }
  }
  for (let place = 3; place < SIZE - 3; place += 1) {
    image[horizontal * SIZE + place] = 1;
    image[place * SIZE + vertical] = 1;
  }
}
