import type { Client, ServedModel } from '@org/client';
import { useState } from 'preact/hooks';
import { keyOf } from './api.js';
import { labelOfModel } from './labels.js';
import { Lane } from './lane.js';
import type { Rules } from './rules-text.js';
import type { Source } from './source.js';
import type { TakeItem } from './take-item.js';
import { useRecommendations } from './use-recommendations.js';

export interface RecommendedProps {
  readonly client: Client;
  readonly models: readonly ServedModel[];
  readonly source: Source;
  readonly rules: Rules | undefined;
  readonly take: TakeItem | undefined;
}

const COUNTS = [5, 10, 20, 50];

/** What comes next, by one model or by two side by side. */
export function Recommended({ client, models, source, rules, take }: RecommendedProps) {
  const [count, setCount] = useState(10);
  const [left, setLeft] = useState(models[0]);
  const [right, setRight] = useState(models[1]);
  const [explained, setExplained] = useState(false);
  // With one model, a list without rules is beside the list with rules.
  const unruled = right === undefined && rules !== undefined;
  const query = { source, count, explained };
  const first = useRecommendations(client, { ...query, model: left, rules });
  const second = useRecommendations(client, {
    ...query,
    model: unruled ? left : right,
    rules: unruled ? undefined : rules,
  });
  const places = [first, second].map(
    ({ value }) =>
      new Map(value?.recommendations.map(({ id }, place) => [keyOf(id), place + 1] as const)),
  );
  const lanes = [
    { model: left, answer: first, choose: setLeft, beside: places[1] },
    { model: unruled ? left : right, answer: second, choose: setRight, beside: places[0] },
  ];
  const unnamed = 'user' in source && source.user === undefined;
  return (
    <section class="recommended" aria-labelledby="next">
      <div class="list-head">
        <h2 id="next">What comes next</h2>
        <div class="choices">
          <label class="inline">
            <input
              type="checkbox"
              checked={explained}
              onChange={(event) => setExplained(event.currentTarget.checked)}
            />
            Say why
          </label>
          <label class="inline">
            Show
            <select value={count} onChange={(event) => setCount(Number(event.currentTarget.value))}>
              {COUNTS.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      {unnamed ? (
        <p class="card empty">Name a user to see what comes next for them.</p>
      ) : (
        <div class="lanes">
          {lanes.map(
            ({ model, answer, choose, beside }, place) =>
              model && (
                <Lane
                  key={place}
                  client={client}
                  name={`List ${place + 1}`}
                  model={model}
                  models={models}
                  onModel={choose}
                  answer={answer}
                  beside={lanes[1]?.model && beside}
                  note={unruled ? (place === 0 ? 'by the rules' : 'without rules') : undefined}
                  take={take}
                />
              ),
          )}
        </div>
      )}
      <p class="soft small">
        Bars compare the probability of each item with that of the most probable one; ≈ shows items
        like it.{' '}
        {lanes[1]?.model &&
          '▲ and ▼ compare its place with that in the other list, + marks what that one lacks.'}
        {models.length === 1 && ` The server has one model, ${labelOfModel(models[0])}.`}
      </p>
    </section>
  );
}
