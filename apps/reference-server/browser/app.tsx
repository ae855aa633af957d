import { useEffect, useMemo, useState } from 'preact/hooks';
import { ApiError, createApi, type Model } from './api.js';
import { Console } from './console-page.js';
import { KeyForm } from './key-form.js';
import type { PageSettings } from './page-settings.js';

/** Kept for this tab alone, until it is closed. */
const STORED_KEY = 'console-key';
const RETRY_MS = 2000;

/** Asks for a key where the server needs one, waits for the model, then shows the console. */
export function App({ settings }: { readonly settings: PageSettings }) {
  const [key, setKey] = useState(() => sessionStorage.getItem(STORED_KEY) ?? undefined);
  const api = useMemo(() => createApi(key), [key]);
  const [models, setModels] = useState<readonly Model[]>();
  const [failure, setFailure] = useState<ApiError>();
  const [refusal, setRefusal] = useState<string>();
  const [tries, setTries] = useState(0);
  const locked = settings.needsKey && key === undefined;

  useEffect(() => {
    if (locked || models !== undefined) return;
    const leaving = new AbortController();
    let timer: number | undefined;
    const load = async () => {
      try {
        const answer = await api.get<{ models: Model[] }>('/v1/models', leaving.signal);
        setModels(answer.models);
        setFailure(undefined);
      } catch (error) {
        if (leaving.signal.aborted) return;
        const refused = error instanceof ApiError ? error : new ApiError(0, String(error));
        setFailure(refused);
        if (refused.status === 401 || refused.status === 403) {
          setRefusal(
            refused.status === 401 ? 'The server does not take this key.' : refused.message,
          );
          forget();
        } else timer = window.setTimeout(() => setTries((before) => before + 1), RETRY_MS);
      }
    };
    void load();
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [api, locked, models, tries]);

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
        <p role="status">{failure ? `${failure.message} Trying again.` : 'Loading the model.'}</p>
      </main>
    );
  }
  return (
    <Console
      api={api}
      models={models}
      settings={settings}
      onForgetKey={settings.needsKey ? forget : undefined}
    />
  );
}
