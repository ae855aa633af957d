import { type Engine, type EngineName, startEngine } from '@org/engine';
import { enableProdMode } from '@tensorflow/tfjs-core';

export interface EngineChoice {
  readonly name: EngineName | 'auto';
  readonly threads?: number | undefined;
}

/** Starts an engine that is among the app's own dependencies. */
export function useEngine({ name, threads }: EngineChoice): Promise<Engine> {
  // Otherwise TensorFlow.js advertises another backend on first use.
  enableProdMode();
  return startEngine({
    engine: name,
    resolveFrom: import.meta.url,
    ...(threads === undefined ? {} : { threads }),
  });
}
