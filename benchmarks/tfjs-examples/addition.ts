import { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { type Example, oneHotRows, recurrent, seeded } from './example.js';

const DIGITS = 3;
const LETTERS = '0123456789+ ';
const QUESTION = 2 * DIGITS + 1;
const ANSWER = DIGITS + 1;

/** An LSTM reads a sum letter by letter (`12+345 `), and a second one writes its result (`357 `). */
export const addition: Example = {
  name: 'addition-rnn',
  batchSize: 128,
  units: 128,
  model() {
    const model = sequential({
      layers: [
        layers.lstm({ units: this.units, inputShape: [QUESTION, LETTERS.length], ...recurrent(1) }),
        layers.repeatVector({ n: ANSWER }),
        layers.lstm({ units: this.units, returnSequences: true, ...recurrent(3) }),
        layers.timeDistributed({
          layer: layers.dense({
            units: LETTERS.length,
            activation: 'softmax',
            kernelInitializer: seeded(5),
          }),
        }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy' });
    return model;
  },
  data(batches) {
    const rows = batches * this.batchSize;
    const random = Random.of(1, 'addition');
    const sums = Array.from({ length: rows }, () => {
      const [a, b] = [random.integer(10 ** DIGITS), random.integer(10 ** DIGITS)];
      return { question: padded(`${a}+${b}`, QUESTION), answer: padded(`${a + b}`, ANSWER) };
    });
    const size = LETTERS.length;
    return {
      x: tf.tensor3d(
        oneHotRows(
          sums.map(({ question }) => question),
          size,
        ),
        [rows, QUESTION, size],
      ),
      y: tf.tensor3d(
        oneHotRows(
          sums.map(({ answer }) => answer),
          size,
        ),
        [rows, ANSWER, size],
      ),
    };
  },
};

function padded(text: string, length: number): number[] {
  return [...text.padEnd(length)].map((letter) => LETTERS.indexOf(letter));
}
