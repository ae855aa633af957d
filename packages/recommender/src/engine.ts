import { type Engine, type StartEngineOptions, startEngine } from '@org/engine';
import type { WorkOptions } from './progress.js';

/** What computes. */
export type EngineChoice = Pick<StartEngineOptions, 'engine' | 'threads'>;

/** Starts the fastest engine that is installed, or the named one, and reports it. */
export async function useEngine(
  { engine: name, threads }: EngineChoice,
  onProgress: WorkOptions['onProgress'],
): Promise<Engine> {
  const engine = await startEngine({
    ...(name !== undefined && { engine: name }),
    ...(threads !== undefined && { threads }),
    // The engines that this package depends on.
    resolveFrom: import.meta.url,
  });
  const { backend, version, device } = engine;
  onProgress?.({ type: 'engine', engine: { name: engine.name, backend, version, device } });
  return engine;
}
