import type { Client, Item } from '@org/client';
import { useRef } from 'preact/hooks';
import './source-panel.css';
import { keyOf, labelOf } from './api.js';
import { ItemSearch } from './item-search.js';

export interface HistoryPanelProps {
  readonly client: Client;
  readonly reference: string | undefined;
  /** Oldest first. */
  readonly history: readonly Item[];
  readonly onChange: (history: readonly Item[]) => void;
  readonly onAdd: (item: Item) => void;
}

/** The history that is built here: found by title, or chosen among what is recommended. */
export function HistoryPanel({ client, reference, history, onChange, onAdd }: HistoryPanelProps) {
  const list = useRef<HTMLOListElement>(null);
  const remove = (item: Item, place: number) => {
    onChange(history.filter((one) => one !== item));
    // Moves the focus to the item that takes the removed one's place, or back to the field.
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll('button') ?? [];
      const next = buttons[Math.min(place, buttons.length - 1)];
      (next ?? document.querySelector<HTMLElement>('[role=combobox]'))?.focus();
    });
  };
  return (
    <>
      <ItemSearch client={client} reference={reference} label="Add an item" onChoose={onAdd} />
      <div class="list-head">
        <h2>History</h2>
        {history.length > 0 && (
          <button type="button" class="quiet" onClick={() => onChange([])}>
            Clear
          </button>
        )}
      </div>
      {history.length === 0 ? (
        <p class="empty">
          Nothing yet, so the list shows what is popular. Type a title, or take an item from the
          list.
        </p>
      ) : (
        <>
          <ol class="history" ref={list}>
            {history.map((item, place) => (
              <li key={keyOf(item.id)}>
                <bdi>{labelOf(item)}</bdi>
                <button
                  type="button"
                  class="icon"
                  aria-label={`Remove ${labelOf(item)}`}
                  title="Remove"
                  onClick={() => remove(item, place)}
                >
                  ×
                </button>
              </li>
            ))}
          </ol>
          <p class="soft small">The newest is last.</p>
        </>
      )}
    </>
  );
}
