import type { AttributeType, AttributeValue } from './attribute.js';
import type { ComparisonFilter, MembershipFilter } from './filter.js';
import type { ItemTest } from './item-test.js';

/** One attribute of all items. Indices are those of items, 1..V; index 0 is no item and always missing. */
export interface Column {
  readonly type: AttributeType;
  has(index: number): boolean;
  value(index: number): AttributeValue | undefined;
  /** The values that a cap counts: the texts of a list, else the value; none where it is missing. */
  values(index: number): readonly (string | number | boolean)[];
  /** `value` is of the column's type; a text suits a list, as a list of one. */
  set(index: number, value: AttributeValue): void;
  clear(index: number): void;
  /**
   * The items whose value passes a comparison, which is of the column's type. A missing value never does. A column has
   * loops of its own, since a million calls of a function that V8 does not inline take 20 ms.
   */
  compare(filter: ComparisonFilter | MembershipFilter): ItemTest;
}
