import { type TimestampUnit, unitOfNewest } from '@org/seqrec-data';
import type { ArtifactConfig } from './artifact-config.js';

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
  return unitOfNewest(lastEvent);
}
