import type { Client, Item } from '@org/client';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import './item-search.css';
import { failureOf, keyOf, labelOf } from './api.js';

const WAIT_MS = 120;
const LIMIT = 8;

export interface ItemSearchProps {
  readonly client: Client;
  /** The model whose items are searched. */
  readonly reference: string | undefined;
  readonly label: string;
  readonly onChoose: (item: Item) => void;
}

interface Found {
  readonly query: string;
  readonly items: readonly Item[];
  readonly failure?: string;
}

/**
 * A text field with a list of the items whose titles match: the combobox pattern of WAI-ARIA. Arrows move in the list,
 * Enter chooses, Escape closes it and then empties the field.
 */
export function ItemSearch({ client, reference, label, onChoose }: ItemSearchProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = useSearch(client, reference, query);
  const items = found?.items ?? [];
  const shown = open && query.trim() !== '' && found !== undefined;
  const optionId = (place: number) => `${id}-option-${place}`;

  useEffect(() => setActive(0), [found]);
  useEffect(() => {
    if (shown) document.getElementById(optionId(active))?.scrollIntoView({ block: 'nearest' });
  }, [shown, active]);

  const choose = (item: Item | undefined) => {
    if (item === undefined) return;
    onChoose(item);
    setQuery('');
    setOpen(false);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      setOpen(true);
      const step = key === 'ArrowDown' ? 1 : -1;
      if (shown && items.length > 0) setActive((active + step + items.length) % items.length);
    } else if (key === 'Enter') {
      // Only an item that was found for the current text.
      if (shown && found.query === query.trim()) choose(items[active]);
    } else if (key === 'Escape') {
      if (shown) setOpen(false);
      else setQuery('');
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <div class="search">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={input}
        type="text"
        role="combobox"
        placeholder="Words of a title"
        autocomplete="off"
        spellcheck={false}
        aria-autocomplete="list"
        aria-expanded={shown && items.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown && items.length > 0 ? optionId(active) : undefined}
        value={query}
        maxLength={200}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Items found"
        hidden={!shown || items.length === 0}
      >
        {items.map((item, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
          <div
            key={keyOf(item.id)}
            id={optionId(place)}
            role="option"
            aria-selected={place === active}
            tabIndex={-1}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(item)}
          >
            <bdi>{labelOf(item)}</bdi>
            <small>{item.id}</small>
          </div>
        ))}
      </div>
      <p class="search-note" role="status">
        {shown && noteOf(found)}
      </p>
    </div>
  );
}

function noteOf({ items, query, failure }: Found) {
  if (failure !== undefined) return failure;
  if (items.length === 0) return `No title holds “${query}”.`;
  return <span class="visually-hidden">{items.length} found, use the arrow keys</span>;
}

/** What was found last; undefined before the first answer. */
function useSearch(client: Client, reference: string | undefined, text: string): Found | undefined {
  const [found, setFound] = useState<Found>();
  const query = text.trim();
  useEffect(() => {
    if (query === '') {
      setFound(undefined);
      return;
    }
    const leaving = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const options = { limit: LIMIT, model: reference, signal: leaving.signal };
        const { items } = await client.search(query, options);
        setFound({ query, items });
      } catch (error) {
        if (leaving.signal.aborted) return;
        setFound({ query, items: [], failure: failureOf(error) });
      }
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [client, reference, query]);
  return found;
}
