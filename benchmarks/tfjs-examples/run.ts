/** Trains one example on one engine and prints losses and times as JSON: `run.ts EXAMPLE ENGINE BATCHES [FOLDER]`. */
import { pathToFileURL } from 'node:url';
import { type EngineName, startEngine } from '@org/engine';
import { exampleNamed } from './examples.js';
import { train } from './train.js';

const [name = '', engineName = '', batches = '', folder] = process.argv.slice(2);
const engine = await startEngine({
  engine: engineName as EngineName,
  resolveFrom: folder === undefined ? import.meta.url : pathToFileURL(`${folder}/main.js`).href,
});
const training = await train(exampleNamed(name), Number(batches));
console.log(JSON.stringify({ ...training, version: engine.version, device: engine.device }));
