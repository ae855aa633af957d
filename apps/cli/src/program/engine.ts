import { type Engine, startEngine } from '@org/engine';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { Configuration } from '../config/configuration.js';

/** Starts the engine that is asked for, found among the app's own dependencies. */
export function useEngine({ name, threads }: Configuration['engine']): Promise<Engine> {
  // Without it TensorFlow.js advertises another backend on first use.
  enableProdMode();
  return startEngine({
    engine: name,
    resolveFrom: import.meta.url,
    ...(threads === undefined ? {} : { threads }),
  });
}
