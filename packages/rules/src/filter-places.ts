import type { Filter } from './filter.js';

/** Where each part of a filter was read, to start messages: `at character 9 of the filter`, `filter.and.1`. */
export type FilterPlaces = ReadonlyMap<Filter, string>;

/** A filter that was read, not yet checked against the attributes. */
export interface ReadFilter {
  readonly filter: Filter;
  readonly places: FilterPlaces;
}
