import { lockDirectory } from '@org/files';
import type { TrialMessage } from './search/trial-message.js';
import { failureOf } from './train/failure.js';
import { RunRecorder } from './train/run-recorder.js';
import { runTrial, type TrialOutcome, type TrialTask } from './train/run-trial.js';

const memoryMilliseconds = 500;

const tell = (message: TrialMessage) => process.send?.(message);

// Ctrl-C and a closed terminal reach every process of the terminal; only the search handles them.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
// The search ended, perhaps by a kill. When it resumes, no other process may write checkpoints.
process.on('disconnect', () => process.exit(1));

const abort = new AbortController();
process.on('message', (message: 'abort' | TrialTask) => {
  if (message === 'abort') abort.abort();
  else void work(message);
});

async function work(task: TrialTask): Promise<void> {
  tellMemory();
  const watch = setInterval(tellMemory, memoryMilliseconds);
  try {
    tell({ type: 'done', outcome: await lockedTrial(task), peakBytes: peakBytes() });
  } catch (error) {
    tell({ type: 'failed', failure: failureOf(error) });
  } finally {
    clearInterval(watch);
    process.disconnect();
  }
}

async function lockedTrial(task: TrialTask): Promise<TrialOutcome> {
  const { run, configuration } = task.job;
  const lock = await lockDirectory(run);
  try {
    const recorder = await RunRecorder.open(run, { tensorboard: configuration.run.tensorboard });
    try {
      return await runTrial(task, {
        signal: abort.signal,
        tell: (message) => {
          recorder.add(message);
          if (message.type !== 'train' || message.event.type !== 'evaluation') return;
          tellMemory();
          const { epoch, value, bestValue } = message.event;
          tell({ type: 'validated', epoch: epoch + 1, value, bestValue });
        },
      });
    } finally {
      await recorder.close((warning) => process.stderr.write(`${warning}\n`));
    }
  } finally {
    await lock.release();
  }
}

function tellMemory(): void {
  tell({ type: 'memory', bytes: process.memoryUsage.rss() });
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
