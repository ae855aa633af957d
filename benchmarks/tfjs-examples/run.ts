/**
 * Trains one example on one engine and prints losses and times as JSON: `run.ts EXAMPLE ENGINE BATCHES [FOLDER]`. The engine
 * `onnx-compiled` is `onnx` with a compiled step.
 */
import { pathToFileURL } from 'node:url';
import { type EngineName, startEngine } from '@org/engine';
import { exampleNamed } from './examples.js';
import { train } from './train.js';
import { COMPILED, trainCompiled } from './train-compiled.js';

const [name = '', engineName = '', batches = '', folder] = process.argv.slice(2);
const compiled = engineName === COMPILED;
const engine = await startEngine({
  engine: (compiled ? 'onnx' : engineName) as EngineName,
  resolveFrom: folder === undefined ? import.meta.url : pathToFileURL(`${folder}/main.js`).href,
});
const training = await (compiled ? trainCompiled : train)(exampleNamed(name), Number(batches));
console.log(JSON.stringify({ ...training, version: engine.version, device: engine.device }));
