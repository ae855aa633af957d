import type { ArtifactConfig } from '@org/artifact';

export type TimestampUnit = 'seconds' | 'milliseconds';

/** Milliseconds of 1973; as seconds it is the year 5138. */
const FIRST_MILLISECONDS = 1e11;

/**
 * The unit of the times that a model was trained on. If its source does not name the unit, the newest time decides.
 * Undefined for data without times.
 */
export function timestampUnitOf({ data }: Pick<ArtifactConfig, 'data'>): TimestampUnit | undefined {
  const { source, lastEvent } = data as {
    readonly source?: { readonly timestampUnit?: TimestampUnit };
    readonly lastEvent?: number;
  };
  if (source?.timestampUnit !== undefined || typeof lastEvent !== 'number') {
    return source?.timestampUnit;
  }
  return lastEvent < FIRST_MILLISECONDS ? 'seconds' : 'milliseconds';
}
