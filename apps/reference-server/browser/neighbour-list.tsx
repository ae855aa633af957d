import { useMemo } from 'preact/hooks';
import { type Api, type Item, keyOf, labelOf, type Neighbours } from './api.js';
import type { TakeItem } from './take-item.js';
import { useAnswer } from './use-answer.js';

const COUNT = 6;

export interface NeighbourListProps {
  readonly api: Api;
  readonly reference: string | undefined;
  readonly item: Item;
  readonly take: TakeItem | undefined;
}

/** The items that are close to one in the model. */
export function NeighbourList({ api, reference, item, take }: NeighbourListProps) {
  const request = useMemo(() => {
    const parameters = new URLSearchParams({
      k: String(COUNT),
      ...(reference && { model: reference }),
    });
    const path = `/v1/items/${encodeURIComponent(item.id)}/similar?${parameters}`;
    return (signal: AbortSignal) => api.get<Neighbours>(path, signal);
  }, [api, reference, keyOf(item.id)]);
  const { value, failure } = useAnswer(request);
  return (
    <div class="neighbours">
      {failure !== undefined && <p class="warning">{failure}</p>}
      {value === undefined && failure === undefined && (
        <p class="soft">Looking for items like it.</p>
      )}
      {value && (
        <ul aria-label={`Items like ${labelOf(item)}`}>
          {value.similar.map((one) => (
            <li key={keyOf(one.id)}>
              {take ? (
                <button
                  type="button"
                  class="title"
                  aria-label={`${take.label} ${labelOf(one)}`}
                  onClick={() => take.take(one)}
                >
                  <bdi>{labelOf(one)}</bdi>
                </button>
              ) : (
                <bdi>{labelOf(one)}</bdi>
              )}
              <span class="score">{one.similarity.toFixed(2)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
