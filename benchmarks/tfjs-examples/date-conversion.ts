import { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as layersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type Example, oneHotRows, recurrent, seeded } from './example.js';

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
/** The first letter is the padding, the second the start of the output. */
const LETTERS = '_^0123456789 ,/-ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const INPUT = 12;
const OUTPUT = 10;

/**
 * Rewrites dates such as `MAR 7, 2021` or `3/7/2021` as `2021-03-07`: an LSTM encodes the letters, a second one
 * decodes, and each output letter attends to the encoded letters.
 */
export const dateConversion: Example = {
  name: 'date-conversion-attention',
  batchSize: 128,
  units: 64,
  model() {
    const { units } = this;
    const source = input({ shape: [INPUT] });
    const previous = input({ shape: [OUTPUT] });
    const embedding = (seed: number) =>
      layers.embedding({
        inputDim: LETTERS.length,
        outputDim: units,
        embeddingsInitializer: seeded(seed),
      });
    const encoder = layers.lstm({
      units,
      returnSequences: true,
      returnState: true,
      ...recurrent(2),
    });
    const [encoded, last] = encoder.apply(embedding(1).apply(source)) as SymbolicTensor[];
    // The encoder's last state stands beside each letter that the decoder reads.
    const repeated = layers.repeatVector({ n: OUTPUT }).apply(last as SymbolicTensor);
    const letters = embedding(4).apply(previous) as SymbolicTensor;
    const read = layers.concatenate().apply([letters, repeated as SymbolicTensor]);
    const decoder = layers.lstm({ units, returnSequences: true, ...recurrent(5) });
    const decoded = decoder.apply(read) as SymbolicTensor;
    // Scores of each output letter with each input letter: [B, OUTPUT, INPUT].
    const scores = layers.dot({ axes: [2, 2] }).apply([decoded, encoded as SymbolicTensor]);
    const attention = layers.activation({ activation: 'softmax' }).apply(scores) as SymbolicTensor;
    const context = layers.dot({ axes: [2, 1] }).apply([attention, encoded as SymbolicTensor]);
    const joined = layers.concatenate().apply([context as SymbolicTensor, decoded]);
    const timeDistributed = (width: number, activation: 'tanh' | 'softmax', seed: number) =>
      layers.timeDistributed({
        layer: layers.dense({ units: width, activation, kernelInitializer: seeded(seed) }),
      });
    const hidden = timeDistributed(units, 'tanh', 7).apply(joined);
    const output = timeDistributed(LETTERS.length, 'softmax', 8).apply(hidden);
    const model = layersModel({ inputs: [source, previous], outputs: output as SymbolicTensor });
    model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy' });
    return model;
  },
  data(batches) {
    const rows = batches * this.batchSize;
    const random = Random.of(1, 'dates');
    const dates = Array.from({ length: rows }, () => someDate(random));
    const size = LETTERS.length;
    const answers = dates.map(({ iso }) => indices(iso, OUTPUT));
    const previous = answers.map((answer) => [LETTERS.indexOf('^'), ...answer.slice(0, -1)]);
    return {
      x: [
        tf.tensor2d(
          dates.flatMap(({ text }) => indices(text, INPUT)),
          [rows, INPUT],
        ),
        tf.tensor2d(previous.flat(), [rows, OUTPUT]),
      ],
      y: tf.tensor3d(oneHotRows(answers, size), [rows, OUTPUT, size]),
    };
  },
};

function someDate(random: Random): { text: string; iso: string } {
  const [year, month, day] = [1950 + random.integer(100), random.integer(12), random.integer(28)];
  const two = (number: number) => `${number + 1}`.padStart(2, '0');
  const forms = [
    `${MONTHS[month]} ${day + 1}, ${year}`,
    `${month + 1}/${day + 1}/${year}`,
    `${two(day)} ${MONTHS[month]} ${year}`,
    `${two(day)}-${two(month)}-${year}`,
  ];
  return {
    text: forms[random.integer(forms.length)] ?? '',
    iso: `${year}-${two(month)}-${two(day)}`,
  };
}

function indices(text: string, length: number): number[] {
  return [...text.padEnd(length, '_')].map((letter) => LETTERS.indexOf(letter));
}
