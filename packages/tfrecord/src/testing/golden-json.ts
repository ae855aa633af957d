import type { Features } from '../example.js';
import type { Feature } from '../feature.js';
import type { SequenceExample } from '../sequence-example.js';

/** A feature in the form of the golden files. It runs in pages too. */
function toJson({ kind, values }: Feature): unknown {
  return {
    kind,
    values: Array.from<unknown, unknown>(values, (value) => {
      if (typeof value === 'bigint') return value.toString();
      if (value instanceof Uint8Array) return hex(value);
      if (typeof value === 'number' && Number.isNaN(value)) return 'nan';
      if (value === Number.POSITIVE_INFINITY) return 'inf';
      return value === Number.NEGATIVE_INFINITY ? '-inf' : value;
    }),
  };
}

export function featuresToJson(features: Features): unknown {
  return Object.fromEntries([...features].map(([name, feature]) => [name, toJson(feature)]));
}

export function sequenceToJson({ context, featureLists }: SequenceExample): unknown {
  return {
    context: featuresToJson(context),
    featureLists: Object.fromEntries(
      [...featureLists].map(([name, steps]) => [name, steps.map(toJson)]),
    ),
  };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
