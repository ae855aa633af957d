export { registerCpuKernels, runOnCpu } from './cpu-kernels.js';
export type { DropoutSource } from './dropout-source.js';
export { eagerStep } from './eager-step.js';
export { StepError, type StepErrorCode } from './error.js';
export type {
  AdamUpdate,
  BatchArray,
  FeedDtype,
  Fill,
  KeepMask,
  PieceContext,
  Step,
  StepParts,
  StepRunner,
  Tensors,
  UpdateContext,
} from './step.js';
export { assignedInPiece, batchRows, disposedStep, hasRows, uniqueNames } from './step-checks.js';
