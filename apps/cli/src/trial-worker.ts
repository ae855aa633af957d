import { join } from 'node:path';
import { claimFile, releaseFile } from './search/process-file.js';
import type { TrialMessage } from './search/trial-message.js';
import { failureOf } from './train/failure.js';
import { RunRecorder } from './train/run-recorder.js';
import { runTrial, type TrialTask } from './train/run-trial.js';

const memoryMilliseconds = 500;

const tell = (message: TrialMessage) => process.send?.(message);

// Ctrl-C reaches every process of the terminal; what it means the search decides.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
// The search is gone, perhaps killed. When it is resumed, nobody else may be writing checkpoints.
process.on('disconnect', () => process.exit(1));

const abort = new AbortController();
process.on('message', (message: 'abort' | TrialTask) => {
  if (message === 'abort') abort.abort();
  else void work(message);
});

async function work(task: TrialTask): Promise<void> {
  const { run, configuration } = task.job;
  const pidFile = join(run, 'pid');
  claimFile(pidFile);
  tellMemory();
  const watch = setInterval(tellMemory, memoryMilliseconds);
  const recorder = await RunRecorder.open(run, { tensorboard: configuration.run.tensorboard });
  try {
    const outcome = await runTrial(task, {
      signal: abort.signal,
      tell: (message) => {
        recorder.add(message);
        if (message.type !== 'train' || message.event.type !== 'evaluation') return;
        tellMemory();
        const { epoch, value, bestValue } = message.event;
        tell({ type: 'validated', epoch: epoch + 1, value, bestValue });
      },
    });
    tell({ type: 'done', outcome, peakBytes: peakBytes() });
  } catch (error) {
    tell({ type: 'failed', failure: failureOf(error) });
  } finally {
    clearInterval(watch);
    await recorder.close((warning) => process.stderr.write(`${warning}\n`));
    releaseFile(pidFile);
    process.disconnect();
  }
}

function tellMemory(): void {
  tell({ type: 'memory', bytes: process.memoryUsage.rss() });
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
