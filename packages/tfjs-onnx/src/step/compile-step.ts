import { type BatchArray, disposedStep, type Step } from '@org/step';
import { activeOnnxBackend } from '../active-backend.js';
import { OnnxBackendError } from '../errors.js';
import type { SessionTuning } from '../runtime/runtime-options.js';
import { StepProgram } from './step-program.js';
import { type StepBody, traceStep } from './trace-step.js';

/**
 * Compiles a training step. It traces `body` once for each combination of batch shapes; each run is then one run of an
 * onnxruntime session.
 *
 * `body` sees placeholders. Reads of a tensor's numbers and draws of random numbers throw an error that names the op. A
 * number that JavaScript computes stays the same in all runs, so numbers that change go through `context.feed`. The
 * variables that `body` reads and assigns stay ordinary `tf.Variable`s between runs. The programs of all shapes and any
 * other code share them.
 */
export function compileStep(body: StepBody): Step {
  return compileBody(body, { heavy: true });
}

/** {@link compileStep} with a choice of how the sessions run. */
export function compileBody(body: StepBody, tuning: SessionTuning): Step {
  const programs = new Map<string, Promise<StepProgram>>();
  let disposed = false;
  let last: Promise<unknown> = Promise.resolve();
  const runProgram: Step['run'] = async (batch, step) => {
    if (disposed) throw disposedStep();
    const shapes = checkedShapes(batch);
    let program = programs.get(shapes);
    if (program === undefined) {
      const onnx = activeOnnxBackend('a step is compiled');
      program = StepProgram.compile(onnx, traceStep(onnx, body, batch), tuning);
      program.catch(() => programs.delete(shapes));
      programs.set(shapes, program);
    }
    return (await program).run(batch, step);
  };
  return {
    run(batch, step) {
      // Runs must not overlap: each run starts from the variables that the run before it wrote.
      const result = last.then(() => runProgram(batch, step));
      last = result.catch(() => undefined);
      return result;
    },
    dispose() {
      disposed = true;
      for (const program of programs.values()) {
        program.then((loaded) => loaded.dispose()).catch(() => undefined);
      }
      programs.clear();
    },
  };
}

/** Checks that a batch's arrays fit their shapes, and returns the shapes as a text. */
export function checkedShapes(batch: Readonly<Record<string, BatchArray>>): string {
  return Object.entries(batch)
    .map(([name, { data, shape }]) => {
      const size = shape.reduce((product, dimension) => product * dimension, 1);
      if (data.length !== size) {
        throw new OnnxBackendError(
          'bad-batch',
          `the batch's array '${name}' has ${data.length} numbers where its shape [${shape.join(', ')}] needs ${size}`,
        );
      }
      return `${name}:${data instanceof Int32Array ? 'i' : 'f'}[${shape.join()}]`;
    })
    .join(';');
}
