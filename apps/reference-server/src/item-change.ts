import type { AttributeValues } from '@org/rules';

/** An item as it was changed. */
export interface ItemChange {
  /** All attributes that it has now. */
  readonly attributes: AttributeValues;
  readonly available: boolean;
}
