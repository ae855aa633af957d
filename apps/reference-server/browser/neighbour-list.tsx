import type { Client, Item } from '@org/client';
import { useMemo } from 'preact/hooks';
import { keyOf, labelOf } from './api.js';
import type { TakeItem } from './take-item.js';
import { useAnswer } from './use-answer.js';

const COUNT = 6;

export interface NeighbourListProps {
  readonly client: Client;
  readonly reference: string | undefined;
  readonly item: Item;
  readonly take: TakeItem | undefined;
}

/** The attributes of an item, which rules read, and the items that are close to it in the model. */
export function NeighbourList({ client, reference, item, take }: NeighbourListProps) {
  const request = useMemo(() => {
    return async (signal: AbortSignal) => {
      const options = { model: reference, signal };
      const [{ similar }, { attributes }] = await Promise.all([
        client.similar(item.id, { k: COUNT, ...options }),
        client.item(item.id, options),
      ]);
      return { similar, attributes: Object.entries(attributes) };
    };
  }, [client, reference, keyOf(item.id)]);
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
