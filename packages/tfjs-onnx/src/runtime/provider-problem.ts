import { planGraph } from '../graph/plan.js';
import { Value } from '../graph/value.js';
import { encodeModel } from '../onnx/encode-model.js';
import { node } from '../ops/node.js';
import { cudaProblem } from './cuda-problem.js';
import { planRun } from './plan-run.js';
import type { ExecutionProvider } from './runtime-options.js';
import { createSession } from './session.js';

/** Why sessions cannot run on an execution provider, in a sentence; undefined if a small one runs. */
export function providerProblem(provider: ExecutionProvider): string | undefined {
  const missing = provider === 'cuda' ? cudaProblem() : undefined;
  if (missing !== undefined) return missing;
  const placement = { type: 'float32', shape: [1] } as const;
  const one = new Value(placement, { data: Float32Array.of(1) });
  const plan = planGraph([node('Neg', [one], placement)]);
  try {
    const options = { executionProvider: provider };
    const session = createSession(encodeModel(plan), options, { heavy: false });
    const { feeds, fetches } = planRun(plan);
    session.runSync(feeds, fetches);
    session.dispose();
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `the provider '${provider}' of ONNX Runtime does not run: ${message.split('\n', 1)[0] ?? ''}`;
  }
}
