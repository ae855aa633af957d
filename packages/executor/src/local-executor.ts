import type { Executor, Program } from './executor.js';
import { runProcess } from './job-process.js';
import { runAttempts } from './run-attempts.js';

/** Runs each job as a process of this machine. */
export function localExecutor(program: Program): Executor {
  return {
    name: 'processes of this machine',
    run: (jobs, options) =>
      runAttempts(jobs, options, ({ args }) => runProcess(program, args, options.signal)),
  };
}
