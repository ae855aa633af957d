import type { PrepareEvent } from '@org/seqrec-data';
import { shownPath } from '../program/start-directory.js';

type EventOf<Type extends PrepareEvent['type']> = Extract<PrepareEvent, { readonly type: Type }>;

/** Where an interrupted preparation goes on. */
export function resumedSentence({ stage, number, shards }: EventOf<'resumed'>): string {
  const done = {
    read: 'all rows are read',
    divide: 'all rows are divided into shards',
    filter: `shard ${number} of ${shards} is filtered`,
    core: `round ${number} of the core is done`,
    write: `shard ${number} of at most ${shards} is written`,
  };
  return `the interrupted preparation: ${done[stage]}`;
}

/** Why an interrupted preparation, or a part of it, is of no use. */
export function remadeSentence(event: EventOf<'remade'>): string {
  if (event.reason === 'changed') {
    return 'everything: the data or the settings changed since the interrupted preparation';
  }
  return `what depends on ${shownPath(event.file)}, which is not as it was written`;
}
