import { ClientError, type ServedModel } from '@org/client';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { failureOf, pageClient } from './api.js';
import { Console } from './console-page.js';
import { KeyForm } from './key-form.js';
import type { PageSettings } from './page-settings.js';

/** Kept for this tab alone, until it is closed. */
const STORED_KEY = 'console-key';
const RETRY_MS = 2000;

/** Asks for a key where the server needs one, waits for the model, then shows the console. */
export function App({ settings }: { readonly settings: PageSettings }) {
  const [key, setKey] = useState(() => sessionStorage.getItem(STORED_KEY) ?? undefined);
  const client = useMemo(() => pageClient(key), [key]);
  const [models, setModels] = useState<readonly ServedModel[]>();
  const [failure, setFailure] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const [tries, setTries] = useState(0);
  const locked = settings.needsKey && key === undefined;

  useEffect(() => {
    if (locked || models !== undefined) return;
    const leaving = new AbortController();
    let timer: number | undefined;
    const load = async () => {
      try {
        const answer = await client.models({ signal: leaving.signal });
        setModels(answer.models);
        setFailure(undefined);
      } catch (error) {
        if (leaving.signal.aborted) return;
        const status = error instanceof ClientError ? error.status : undefined;
        setFailure(failureOf(error));
        if (status === 401 || status === 403) {
          setRefusal(status === 401 ? 'The server does not take this key.' : failureOf(error));
          forget();
        } else timer = window.setTimeout(() => setTries((before) => before + 1), RETRY_MS);
      }
    };
    void load();
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [client, locked, models, tries]);

  const open = (typed: string) => {
    sessionStorage.setItem(STORED_KEY, typed);
    setFailure(undefined);
    setRefusal(undefined);
    setKey(typed);
  };
  const forget = () => {
    sessionStorage.removeItem(STORED_KEY);
    setKey(undefined);
    setModels(undefined);
  };

  if (locked) return <KeyForm refusal={refusal} onKey={open} />;
  if (models === undefined) {
    return (
      <main class="waiting">
        <p role="status">{failure ? `${failure} Trying again.` : 'Loading the model.'}</p>
      </main>
    );
  }
  return (
    <Console
      client={client}
      models={models}
      settings={settings}
      onForgetKey={settings.needsKey ? forget : undefined}
    />
  );
}
