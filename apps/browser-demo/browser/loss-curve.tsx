import type { StepFacts } from './messages.js';

const WIDTH = 640;
const HEIGHT = 180;

/** The loss over the steps, with the mean of the last steps, which shows where it goes. */
export function LossCurve({ steps }: { readonly steps: readonly StepFacts[] }) {
  const last = steps.at(-1);
  const label =
    last === undefined
      ? 'The loss over the steps: no step yet'
      : `The loss over the steps: ${steps[0]?.loss.toFixed(2)} at first, ${last.loss.toFixed(2)} at step ${last.step} of ${last.totalSteps}`;
  const losses = steps.map(({ loss }) => loss);
  const most = Math.ceil(Math.max(1, ...losses));
  const least = Math.floor(Math.min(most - 1, ...losses));
  const x = (step: number) => (WIDTH * step) / (last?.totalSteps ?? 1);
  const y = (loss: number) => (HEIGHT * (most - loss)) / (most - least);
  const line = (values: readonly number[]) =>
    values
      .map(
        (loss, place) =>
          `${place === 0 ? 'M' : 'L'}${x(place + 1).toFixed(1)} ${y(loss).toFixed(1)}`,
      )
      .join('');
  return (
    <figure class="curve">
      <figcaption>Loss by step</figcaption>
      <span class="most">{last !== undefined && most}</span>
      <span class="least">{last !== undefined && least}</span>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <path class="axis" d={`M0 0V${HEIGHT}H${WIDTH}`} />
        <path class="each" d={line(losses)} />
        <path class="mean" d={line(meansOf(losses))} />
      </svg>
      <span class="steps">{last?.totalSteps}</span>
    </figure>
  );
}

/** The mean of each value and the 19 before it. */
function meansOf(values: readonly number[]): readonly number[] {
  let sum = 0;
  return values.map((value, place) => {
    sum += value - (values[place - 20] ?? 0);
    return sum / Math.min(20, place + 1);
  });
}
