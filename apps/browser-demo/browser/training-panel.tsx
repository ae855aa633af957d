import { useState } from 'preact/hooks';
import { LossCurve } from './loss-curve.js';
import type { EngineName } from './messages.js';
import type { WorkerState } from './use-worker.js';

const EPOCHS = [5, 10, 20, 40];

export interface TrainingPanelProps {
  readonly state: WorkerState;
  readonly engine: EngineName;
  readonly onEngine: (engine: EngineName) => void;
  readonly onTrain: (epochs: number) => void;
  readonly onStop: () => void;
}

export function TrainingPanel({ state, engine, onEngine, onTrain, onStop }: TrainingPanelProps) {
  const [epochs, setEpochs] = useState(20);
  const { loaded, training, steps, measured } = state;
  const running = training === 'running';
  return (
    <section class="card" aria-labelledby="training-title" aria-busy={running}>
      <h2 id="training-title">2. The training</h2>
      <div class="controls">
        <label>
          Epochs
          <select
            value={epochs}
            disabled={running}
            onChange={(event) => setEpochs(Number(event.currentTarget.value))}
          >
            {EPOCHS.map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </select>
        </label>
        <label>
          Engine
          <select
            value={engine}
            disabled={running}
            onChange={(event) => onEngine(event.currentTarget.value as EngineName)}
          >
            <option value="onnx">ONNX Runtime (fastest)</option>
            <option value="wasm">WebAssembly</option>
            <option value="cpu">JavaScript (slow)</option>
          </select>
        </label>
        {running ? (
          <button type="button" class="primary" onClick={onStop}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            class="primary"
            disabled={loaded === undefined}
            onClick={() => onTrain(epochs)}
          >
            {training === 'never' ? 'Train' : 'Train again'}
          </button>
        )}
      </div>
      <Progress state={state} />
      <LossCurve steps={steps} />
      <dl class="figures">
        <div>
          <dt>The model finds the next film among its ten</dt>
          <dd>{shareOf(measured.at(-1)?.hitRate)}</dd>
        </div>
        <div>
          <dt>The ten most watched films hold it</dt>
          <dd>{shareOf(loaded?.popularity)}</dd>
        </div>
      </dl>
      <p class="soft small">
        Measured on the film that each person watched before the last, which training does not see.
      </p>
    </section>
  );
}

function Progress({ state: { training, steps, seconds } }: { readonly state: WorkerState }) {
  const last = steps.at(-1);
  return (
    <>
      <progress
        aria-label="Training"
        max={last?.totalSteps ?? 1}
        value={training === 'never' ? 0 : (last?.step ?? 0)}
      />
      <p class="soft" role="status">
        {statusOf(training, last?.etaSeconds, seconds)}
      </p>
    </>
  );
}

/** Without numbers that change with each step: a screen reader would read each of them. */
function statusOf(
  training: WorkerState['training'],
  etaSeconds: number | undefined,
  seconds: number | undefined,
): string {
  if (training === 'never') return 'Not trained yet.';
  if (training === 'running') {
    return etaSeconds === undefined ? 'Starting…' : `Training, about ${roughly(etaSeconds)} left.`;
  }
  const took = seconds === undefined ? '' : ` after ${Math.max(1, Math.round(seconds))} s`;
  return training === 'completed' ? `Trained${took}.` : `Stopped${took}.`;
}

function roughly(seconds: number): string {
  if (seconds < 50) return `${Math.max(10, Math.ceil(seconds / 10) * 10)} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}

function shareOf(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(1)} %`;
}
