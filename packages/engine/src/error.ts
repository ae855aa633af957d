import type { EngineName } from './engine-names.js';

export type EngineErrorCode =
  /** Not one of the engines' names. */
  | 'unknown-engine'
  /** The named engine is not installed. */
  | 'not-installed'
  /** The named engine is installed but does not start. */
  | 'not-usable'
  /** No engine starts. */
  | 'no-engine';

export interface EngineErrorData {
  readonly engine?: EngineName;
  /** The reason, without the advice. */
  readonly reason?: string;
  readonly cause?: unknown;
}

/** What this package throws. `code` is for programs, `message` for people. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly engine?: EngineName;
  readonly reason?: string;

  constructor(code: EngineErrorCode, message: string, data: EngineErrorData = {}) {
    super(message, data.cause === undefined ? undefined : { cause: data.cause });
    this.name = 'EngineError';
    this.code = code;
    if (data.engine !== undefined) this.engine = data.engine;
    if (data.reason !== undefined) this.reason = data.reason;
  }
}
