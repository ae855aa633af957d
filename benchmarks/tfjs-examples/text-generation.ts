import { Random } from '@org/random';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { type Example, oneHotRows, recurrent, seeded } from './example.js';

const LENGTH = 40;
const LETTERS = ' .abcdefghijklmnopqrstuvwxyz';
const SUBJECTS = ['the cat', 'a bird', 'my friend', 'the old ship'];
const VERBS = ['sees', 'likes', 'follows', 'paints'];
const OBJECTS = ['the sea', 'a red house', 'the morning', 'every river'];

/** An LSTM that predicts the next letter of sentences from a small grammar. */
export const textGeneration: Example = {
  name: 'lstm-text-generation',
  batchSize: 64,
  units: 128,
  model() {
    const model = sequential({
      layers: [
        layers.lstm({ units: this.units, inputShape: [LENGTH, LETTERS.length], ...recurrent(1) }),
        layers.dense({
          units: LETTERS.length,
          activation: 'softmax',
          kernelInitializer: seeded(3),
        }),
      ],
    });
    model.compile({ optimizer: tf.train.rmsprop(0.01), loss: 'categoricalCrossentropy' });
    return model;
  },
  data(batches) {
    const rows = batches * this.batchSize;
    const random = Random.of(1, 'text');
    const text = sentences(random, rows + LENGTH + 1);
    const starts = Array.from({ length: rows }, () => random.integer(text.length - LENGTH));
    const x = starts.map((start) => indices(text.slice(start, start + LENGTH)));
    const y = starts.map((start) => indices(text.charAt(start + LENGTH)));
    const size = LETTERS.length;
    return {
      x: tf.tensor3d(oneHotRows(x, size), [rows, LENGTH, size]),
      y: tf.tensor2d(oneHotRows(y, size), [rows, size]),
    };
  },
  /** Continues a text: each next letter is drawn with `tf.multinomial`. */
  use(model) {
    let text = sentences(Random.of(2, 'text'), LENGTH);
    for (let letter = 0; letter < 5; letter += 1) text += nextLetter(model, text, letter + 1);
    return text.slice(LENGTH);
  },
};

function nextLetter(model: LayersModel, text: string, seed: number): string {
  const drawn = tf.tidy(() => {
    const size = LETTERS.length;
    const input = tf.tensor3d(oneHotRows([indices(text.slice(-LENGTH))], size), [1, LENGTH, size]);
    const probabilities = tf.squeeze(model.predict(input) as tf.Tensor) as tf.Tensor1D;
    return tf.multinomial(tf.log(probabilities), 1, seed).dataSync()[0];
  });
  return LETTERS.charAt(drawn ?? 0);
}

function sentences(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    const parts = [SUBJECTS, VERBS, OBJECTS].map((words) => words[random.integer(words.length)]);
    text += `${parts.join(' ')}. `;
  }
  return text.slice(0, length);
}

function indices(text: string): number[] {
  return [...text].map((letter) => LETTERS.indexOf(letter));
}
