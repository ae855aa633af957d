import { useState } from 'preact/hooks';

export interface KeyFormProps {
  /** Why the server refused the last key. */
  readonly refusal: string | undefined;
  readonly onKey: (key: string) => void;
}

/** Asks for one of the server's keys. */
export function KeyForm({ refusal, onKey }: KeyFormProps) {
  const [typed, setTyped] = useState('');
  return (
    <main class="gate">
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== '') onKey(typed.trim());
        }}
      >
        <h1>Recommendation console</h1>
        <p class="soft">
          This server needs a key. It is kept in this tab until you close it, and sent to this
          server alone.
        </p>
        <label for="key">Key</label>
        <input
          id="key"
          type="password"
          autocomplete="off"
          autofocus
          value={typed}
          aria-invalid={refusal !== undefined}
          aria-describedby="key-refusal"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <p id="key-refusal" class="refusal" role="alert">
          {refusal}
        </p>
        <button type="submit" class="primary">
          Open
        </button>
      </form>
    </main>
  );
}
