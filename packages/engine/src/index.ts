export type { Engine, EngineOptions, EngineReport, StartEngineOptions } from './engine.js';
export { ENGINE_NAMES, type EngineName } from './engine-names.js';
export { EngineError, type EngineErrorCode, type EngineErrorData } from './error.js';
export { listEngines } from './list-engines.js';
export { startEngine } from './start-engine.js';
