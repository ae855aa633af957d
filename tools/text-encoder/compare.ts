/**
 * Compares the hidden states of any texts with PyTorch's, which `golden.py --texts` wrote.
 *
 *   pnpm --filter tools compare:text-encoder --model FOLDER --texts texts.json --states states.safetensors
 *
 * `texts.json` is a list of texts. Exit code 1 if a number differs by more than 1e-4.
 */
import '@org/tfjs-onnx';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeSafeTensors } from '@org/safetensors';
import { loadTextEncoder } from '@org/text-encoder';
import * as tf from '@tensorflow/tfjs-core';

const TOLERANCE = 1e-4;
/** The most tokens that BERT reads; `golden.py` truncates texts to the same number. */
const MAX_TOKENS = 512;

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', default: '' },
    texts: { type: 'string', default: '' },
    states: { type: 'string', default: '' },
  },
});
const fromStart = (path: string) => resolve(process.env.INIT_CWD ?? '.', path);

await tf.setBackend('onnx');
const encoder = await loadTextEncoder(fromStart(flags.model), { maxTokens: MAX_TOKENS });
const texts = JSON.parse(await readFile(fromStart(flags.texts), 'utf8')) as string[];
const { tensors } = decodeSafeTensors(await readFile(fromStart(flags.states)), flags.states);

let largest = 0;
let count = 0;
for (const [place, text] of texts.entries()) {
  const { states, shape } = await encoder.hiddenStates([text]);
  const expected = tensors.get(`states.${place}`);
  const [, time, size] = shape;
  if (expected === undefined || expected.shape[1] !== time) {
    throw new Error(`text ${place} has ${time} tokens here and ${expected?.shape[1]} in PyTorch`);
  }
  for (const [layer, state] of states.entries()) {
    for (let i = 0; i < time * size; i += 1) {
      const theirs = expected.data[layer * time * size + i] ?? Number.NaN;
      const difference = Math.abs((state[i] ?? Number.NaN) - theirs);
      largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
      count += 1;
    }
  }
}
console.log(
  `${texts.length} texts, ${count} numbers, largest difference ${largest.toExponential(2)}`,
);
if (largest > TOLERANCE) process.exitCode = 1;
