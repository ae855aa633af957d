import type { Client, Item, ServedModel } from '@org/client';
import { useState } from 'preact/hooks';
import { failureOf, keyOf, referenceOf } from './api.js';
import { HistoryPanel } from './history-panel.js';
import { LiveFigures } from './live-figures.js';
import { ModelMetrics } from './model-metrics.js';
import type { PageSettings } from './page-settings.js';
import { Recommended } from './recommended.js';
import { RulesPanel } from './rules-panel.js';
import { NO_RULES } from './rules-text.js';
import type { Source } from './source.js';
import type { TakeItem } from './take-item.js';
import { useRules } from './use-rules.js';
import { UserPanel } from './user-panel.js';

export interface ConsoleProps {
  readonly client: Client;
  readonly models: readonly ServedModel[];
  readonly settings: PageSettings;
  readonly onForgetKey: (() => void) | undefined;
}

/** The whole page, once the server answers. */
export function Console({ client, models, settings, onForgetKey }: ConsoleProps) {
  const [history, setHistory] = useState<readonly Item[]>([]);
  const [user, setUser] = useState<string>();
  const [ofUser, setOfUser] = useState(false);
  /** Grows with each event that was recorded here. */
  const [recorded, setRecorded] = useState(0);
  const [refusal, setRefusal] = useState<string>();
  /** What a click on an item records of the user. */
  const [eventType, setEventType] = useState<string>();
  const [rulesText, setRulesText] = useState(NO_RULES);
  const { rules, fault } = useRules(rulesText);
  const ready = models.filter(({ state }) => state === 'ready');
  const reference = ready[0] && referenceOf(ready[0]);
  const source: Source = ofUser ? { user, recorded } : { history };

  const add = (item: Item) =>
    setHistory((before) => [...before.filter(({ id }) => keyOf(id) !== keyOf(item.id)), item]);
  const record = async (item: Item, recommendationId?: string) => {
    if (user === undefined || eventType === undefined) return;
    const event = {
      user,
      item: item.id,
      type: eventType,
      ...(recommendationId && { recommendationId }),
    };
    try {
      await client.events([event]);
      setRefusal(undefined);
      setRecorded((before) => before + 1);
    } catch (error) {
      setRefusal(failureOf(error));
    }
  };
  const take = (): TakeItem | undefined => {
    if (!ofUser) return { label: 'Add to the history:', take: add };
    if (user === undefined || eventType === undefined) return undefined;
    return { label: `Record a ${eventType}:`, take: (item, id) => void record(item, id) };
  };

  return (
    <>
      <header class="top">
        <h1>Recommendation console</h1>
        <nav aria-label="Server">
          {settings.docs && <a href="/docs">API</a>}
          {onForgetKey && (
            <button type="button" class="quiet" onClick={onForgetKey}>
              Forget the key
            </button>
          )}
        </nav>
      </header>
      <main>
        <section aria-labelledby="live">
          <h2 id="live" class="visually-hidden">
            Live
          </h2>
          <LiveFigures client={client} keepsEvents={settings.keepsEvents} />
        </section>
        <div class="work">
          <div class="side">
            <section class="card source" aria-label="Whose recommendations">
              <fieldset class="switch">
                <legend class="visually-hidden">Recommend after</legend>
                <button type="button" aria-pressed={!ofUser} onClick={() => setOfUser(false)}>
                  A history
                </button>
                <button type="button" aria-pressed={ofUser} onClick={() => setOfUser(true)}>
                  A user
                </button>
              </fieldset>
              {ofUser ? (
                <UserPanel
                  client={client}
                  reference={reference}
                  keepsEvents={settings.keepsEvents}
                  user={user}
                  onUser={setUser}
                  recorded={recorded}
                  eventType={eventType}
                  onEventType={setEventType}
                  refusal={refusal}
                  onCopy={(items) => {
                    setHistory(items);
                    setOfUser(false);
                  }}
                />
              ) : (
                <HistoryPanel
                  client={client}
                  reference={reference}
                  history={history}
                  onChange={setHistory}
                  onAdd={add}
                />
              )}
            </section>
            <RulesPanel text={rulesText} fault={fault} onChange={setRulesText} />
          </div>
          <Recommended client={client} models={ready} source={source} rules={rules} take={take()} />
        </div>
        <ModelMetrics models={models} />
      </main>
    </>
  );
}
