/**
 * Runs tfjs-core's own specs on the onnx backend and writes a JSON array with one object per spec. `run-specs.ts`
 * bundles it, so that the specs and the backend share one tfjs-core.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SpecResult } from './spec-result.js';

interface JasmineEnvironment {
  configure(options: object): void;
  addReporter(reporter: object): void;
  execute(): void;
}
interface JasmineCore {
  core(require: JasmineCore): { getEnv(): JasmineEnvironment; DEFAULT_TIMEOUT_INTERVAL: number };
  interface(jasmine: object, environment: JasmineEnvironment): object;
}

const require = createRequire(import.meta.url);
const jasmineRequire = require('jasmine-core/lib/jasmine-core/jasmine.js') as JasmineCore;
const jasmine = jasmineRequire.core(jasmineRequire);
const environment = jasmine.getEnv();
Object.assign(globalThis, jasmineRequire.interface(jasmine, environment), { jasmine });

const results: SpecResult[] = [];
environment.configure({ random: false, failFast: false });
environment.addReporter({
  specDone(spec: { fullName: string; status: string; failedExpectations: { message: string }[] }) {
    const { fullName: name, status } = spec;
    results.push({ name, status, message: spec.failedExpectations[0]?.message ?? '' });
  },
  jasmineDone() {
    const [, , out = ''] = process.argv;
    writeFileSync(out, JSON.stringify(results));
    process.exit(0);
  },
});

await import('../../index.js');
await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
await import('@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js');
const { setTestEnvs } = await import('@tensorflow/tfjs-core/dist/jasmine_util.js');
setTestEnvs([{ name: 'onnx', backendName: 'onnx', flags: {}, isDataSync: true }]);
await import('@tensorflow/tfjs-core/dist/tests.js');
environment.execute();
