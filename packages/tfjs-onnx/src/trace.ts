import { engine } from '@tensorflow/tfjs-core';
import { OnnxBackendError } from './errors.js';

/** Checks while a function is recorded, which forbid whatever would freeze a value into the recorded graph. */
export interface Trace {
  /** Called when JavaScript reads a tensor's numbers. */
  checkRead(): void;
  /** Called when JavaScript makes a tensor from its own numbers. */
  checkWrite(): void;
  /** Called when a variable is created or assigned. */
  variableSet?(dataId: object): void;
}

/** tfjs ops that draw numbers in JavaScript. */
const RANDOM_OPS = new Set([
  'dropout',
  'multinomial',
  'rand',
  'randomGamma',
  'randomNormal',
  'randomStandardNormal',
  'randomUniform',
  'randomUniformInt',
  'truncatedNormal',
]);

export function refusingTrace(where: string): Trace {
  return {
    checkRead() {
      const op = activeOps().at(-1);
      throw new OnnxBackendError(
        'read-while-tracing',
        `${where} reads a tensor's numbers${op === undefined ? '' : ` in tf.${op}`} while it is being recorded, where there are none yet; compute with tensors only, and return what you want to read`,
      );
    },
    checkWrite() {
      const op = activeOps().find((name) => RANDOM_OPS.has(name));
      if (op === undefined) return;
      throw new OnnxBackendError(
        'random-while-tracing',
        `${where} draws random numbers with tf.${op} while it is being recorded, so every run would use the same ones; take them as a feed that is filled before each run`,
      );
    },
  };
}

/** The names of the tfjs ops that are running, outermost first. */
function activeOps(): string[] {
  const { scopeStack } = engine().state as unknown as { scopeStack: { name?: string }[] };
  return scopeStack.flatMap(({ name }) =>
    name?.endsWith('__op') === true ? [name.slice(0, -'__op'.length)] : [],
  );
}
