import { useId, useMemo, useRef, useState } from 'preact/hooks';
import type { Film } from './messages.js';

const MOST = 8;

export interface FilmPickerProps {
  readonly films: readonly Film[];
  /** Oldest first. */
  readonly picked: readonly Film[];
  readonly onPick: (film: Film) => void;
  readonly onRemove: (film: Film) => void;
}

/**
 * The films that a visitor watched, and a field that finds more: the combobox pattern of WAI-ARIA. Arrows move in the
 * list, Enter picks, Escape closes it and then empties the field.
 */
export function FilmPicker({ films, picked, onPick, onRemove }: FilmPickerProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = useMemo(() => matches(films, query), [films, query]);
  const shown = open && found.length > 0;
  const optionId = (place: number) => `${id}-option-${place}`;

  const pick = (film: Film | undefined) => {
    if (film === undefined) return;
    onPick(film);
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
      if (shown) setActive((active + step + found.length) % found.length);
    } else if (key === 'Enter') {
      if (shown) pick(found[active]);
    } else if (key === 'Escape') {
      if (shown) setOpen(false);
      else setQuery('');
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>3. Films that you watched</h2>
      <div class="search">
        <label for={id}>Add a film</label>
        <input
          id={id}
          ref={input}
          type="text"
          role="combobox"
          placeholder="Words of a title"
          autocomplete="off"
          spellcheck={false}
          disabled={films.length === 0}
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-activedescendant={shown ? optionId(active) : undefined}
          value={query}
          maxLength={100}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setActive(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        <div id={`${id}-list`} role="listbox" aria-label="Films found" hidden={!shown}>
          {found.map((film, place) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
            <div
              key={film.id}
              id={optionId(place)}
              role="option"
              aria-selected={place === active}
              tabIndex={-1}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => pick(film)}
            >
              {film.title}
            </div>
          ))}
        </div>
        <p class="soft small" role="status">
          {query.trim() !== '' && found.length === 0 && `No title holds “${query.trim()}”.`}
        </p>
      </div>
      {picked.length === 0 ? (
        <p class="soft">None yet. Pick one or more, the newest last.</p>
      ) : (
        <ol class="picked">
          {picked.map((film) => (
            <li key={film.id}>
              <span>{film.title}</span>
              <button
                type="button"
                aria-label={`Remove ${film.title}`}
                onClick={() => {
                  onRemove(film);
                  input.current?.focus();
                }}
              >
                ×
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Films whose titles hold every word of the query; those that start with it first. */
function matches(films: readonly Film[], query: string): readonly Film[] {
  const text = query.trim().toLowerCase();
  if (text === '') return [];
  const words = text.split(/\s+/);
  const found = films.filter(({ title }) => {
    const lower = title.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
  const rank = ({ title }: Film) => (title.toLowerCase().startsWith(text) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}
