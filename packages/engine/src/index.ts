export {
  ENGINE_NAMES,
  type Engine,
  type EngineName,
  type EngineOptions,
  type EngineReport,
  type StartEngineOptions,
} from './engine.js';
export { EngineError, type EngineErrorCode, type EngineErrorData } from './error.js';
export { listEngines } from './list-engines.js';
export { startEngine } from './start-engine.js';
export type { StepRunner } from './step-runner.js';
