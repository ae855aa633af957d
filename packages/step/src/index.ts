export { eagerStep } from './eager-step.js';
export { StepError, type StepErrorCode } from './error.js';
export type {
  AdamUpdate,
  BatchArray,
  Fill,
  KeepMask,
  PieceContext,
  Step,
  StepParts,
  StepRunner,
  Tensors,
  UpdateContext,
} from './step.js';
