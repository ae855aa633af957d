import type { Item } from '@org/client';

/** What a click on an item does. */
export interface TakeItem {
  /** Before the item's name: `Add to the history:`. */
  readonly label: string;
  readonly take: (item: Item, recommendationId?: string) => void;
}
