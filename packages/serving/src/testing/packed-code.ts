import { packItems, splitItems } from '../packed-items.js';

const packed = packItems(
  splitItems(Buffer.from('{"index":1,"id":"a"}\n{"index":2,"id":"b"}\n')),
  'items.jsonl',
);
/** The items `a` and `b` as a thread hands them over, in code. */
export const packedCode: string = `{ lines: Uint8Array.of(${packed.lines}), starts: Float64Array.of(${packed.starts}),
  byId: Int32Array.of(${packed.byId}), byTitle: Int32Array.of(${packed.byTitle}),
  nextOfTitle: Int32Array.of(${packed.nextOfTitle}) }`;
