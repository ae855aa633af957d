import type { ExternalId } from '@org/seqrec-data';
import { StoreError } from './error.js';
import { requireId } from './store-event.js';

/** An item's state after its last change. */
export interface ChangedItem {
  /** A number stays a number: `5` and `'5'` are two different items. */
  readonly item: ExternalId;
  /** Any JSON object; the store does not read it. */
  readonly state: Readonly<Record<string, unknown>>;
  /** Grows with each change of any item. */
  readonly revision: number;
}

/** What an item is to have, if its last change is still that of a revision. */
export interface ItemStateChange {
  readonly item: ExternalId;
  readonly state: Readonly<Record<string, unknown>>;
  /** 0 for an item that has no change yet. */
  readonly after: number;
}

/** Changes of items after training. The store has the last change of each item. */
export interface ItemStore {
  /**
   * Stores an item's state if `after` is the revision of its last change, or 0 for an item without a change. When the promise
   * fulfils with the new revision, the change is on disk, and later reads of any process see it. It fulfils with undefined,
   * and stores nothing, if someone else has changed the item since.
   *
   * @throws StoreError `invalid-event` for a state that cannot be stored.
   */
  changeItem(
    item: ExternalId,
    state: Readonly<Record<string, unknown>>,
    after: number,
  ): Promise<number | undefined>;
  /**
   * Keeps several changes, all or none: their revisions, in order. Undefined, and nothing is kept, where somebody else has
   * changed one of the items since.
   *
   * @throws StoreError `invalid-event` for what cannot be kept, and for an item that is named twice.
   */
  changeItems(changes: readonly ItemStateChange[]): Promise<readonly number[] | undefined>;
  /** At most `limit` items with a change after a revision, 0 for all, in the order of their last changes. */
  changedItems(after: number, limit: number): Promise<readonly ChangedItem[]>;
}

/** An item's change as adapters store it. */
export interface ItemRow {
  readonly item: ExternalId;
  readonly revision: number;
  /** JSON. */
  readonly body: string;
}

/** What is to become an {@link ItemRow}, if the revision of the item's last change is `after`. */
export interface ItemRowChange extends Omit<ItemRow, 'revision'> {
  readonly after: number;
}

/** U+0000 and unpaired surrogates as JSON escapes them: not every database can store them in a text. */
const UNKEPT = /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** The most UTF-16 units of a state as JSON. */
const STATE_LENGTH = 2 ** 20;

/** Changes as adapters keep them. @throws StoreError `invalid-event`. */
export function itemRowsOf(changes: readonly ItemStateChange[]): readonly ItemRowChange[] {
  const items = new Set<ExternalId>();
  return changes.map((change) => {
    const { item } = change;
    if (items.has(item)) {
      throw new StoreError('invalid-event', `the item ${JSON.stringify(item)} is named twice`);
    }
    items.add(item);
    return itemRowOf(change);
  });
}

function itemRowOf({ item, state, after }: ItemStateChange): ItemRowChange {
  const body = JSON.stringify(state);
  if (body.length > STATE_LENGTH) {
    throw new StoreError(
      'invalid-event',
      `the item has ${body.length} characters as JSON, and at most ${STATE_LENGTH} are kept`,
    );
  }
  if (UNKEPT.test(body)) {
    throw new StoreError(
      'invalid-event',
      'the item: expected text without U+0000 and without half a surrogate pair',
    );
  }
  return { item: requireId('item', item), body, after };
}

export function changedItemOf({ item, revision, body }: ItemRow): ChangedItem {
  return { item, revision, state: JSON.parse(body) as ChangedItem['state'] };
}
