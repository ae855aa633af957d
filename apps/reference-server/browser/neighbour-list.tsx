import { useMemo } from 'preact/hooks';
import {
  type Api,
  type Item,
  type ItemState,
  keyOf,
  labelOf,
  type Neighbours,
  pathOfItem,
} from './api.js';
import type { TakeItem } from './take-item.js';
import { useAnswer } from './use-answer.js';

const COUNT = 6;

export interface NeighbourListProps {
  readonly api: Api;
  readonly reference: string | undefined;
  readonly item: Item;
  readonly take: TakeItem | undefined;
}

/** The attributes of an item, which rules read, and the items that are close to it in the model. */
export function NeighbourList({ api, reference, item, take }: NeighbourListProps) {
  const request = useMemo(() => {
    const parameters = new URLSearchParams({
      k: String(COUNT),
      ...(reference && { model: reference }),
    });
    const path = `/v1/items/${encodeURIComponent(item.id)}/similar?${parameters}`;
    return async (signal: AbortSignal) => {
      const [{ similar }, { attributes }] = await Promise.all([
        api.get<Neighbours>(path, signal),
        api.get<ItemState>(pathOfItem(item.id, reference), signal),
      ]);
      return { similar, attributes: Object.entries(attributes) };
    };
  }, [api, reference, keyOf(item.id)]);
  const { value, failure } = useAnswer(request);
  return (
    <div class="neighbours">
      {failure !== undefined && <p class="warning">{failure}</p>}
      {value === undefined && failure === undefined && (
        <p class="soft">Looking for items like it.</p>
      )}
      {value && value.attributes.length > 0 && (
        <dl>
          {value.attributes.map(([name, held]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{Array.isArray(held) ? held.join(', ') : String(held)}</bdi>
              </dd>
            </div>
          ))}
        </dl>
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
