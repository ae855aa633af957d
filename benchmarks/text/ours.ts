/** Encodes texts with @org/text-encoder on the onnx engine and prints one line of JSON. */
import { readFile, writeFile } from 'node:fs/promises';
import { startEngine } from '@org/engine';
import { loadTextEncoder } from '@org/text-encoder';
import { clock, peakRssMib, since } from '../process-usage.js';
import { versionsOf } from '../versions.js';
import type { TextOptions, TextRun } from './options.js';

const options = JSON.parse(process.argv[2] ?? '{}') as TextOptions;
const { model, maxTokens, threads } = options;
const engine = await startEngine({
  engine: 'onnx',
  threads,
  resolveFrom: import.meta.url,
});
const encoder = await loadTextEncoder(model, { maxTokens });
const texts = JSON.parse(await readFile(options.texts, 'utf8')) as string[];
await encoder.encode(texts.slice(0, 64), { pooling: 'mean' });

const start = clock();
const { vectors } = await encoder.encode(texts, { pooling: 'mean' });
const { ms, cpuMs } = since(start);
await writeFile(options.vectors, vectors);
const run: TextRun = {
  seconds: ms / 1000,
  cpuSeconds: cpuMs / 1000,
  peakRssMiB: peakRssMib(),
  versions: versionsOf(engine),
};
console.log(JSON.stringify(run));
