import { describe, expect, it } from 'vitest';
import { planGraph } from '../graph/plan.js';
import { Value } from '../graph/value.js';
import { node } from '../ops/node.js';
import { nodeRuntime } from './node-runtime.js';
import { useOnnxRuntime } from './onnx-runtime.js';
import { sessionBytes } from './session-bytes.js';
import { SessionCache } from './session-cache.js';

useOnnxRuntime(nodeRuntime);

const MIB = 2 ** 20;

/** A chain of two operators, with `rows` floats as input and as output. */
function chain(rows: number) {
  const placement = { type: 'float32', shape: [rows] } as const;
  const x = new Value(placement, { data: new Float32Array(rows) });
  return planGraph([node('Abs', [node('Neg', [x], placement)], placement)]);
}

describe('sessionBytes', () => {
  it('counts what is alive at one time, twice, and neither inputs nor results', () => {
    expect(sessionBytes(chain(MIB / 4))).toBe(MIB + 2 * MIB);
    const placement = { type: 'float32', shape: [MIB / 4] } as const;
    const x = new Value(placement, { data: new Float32Array(MIB / 4) });
    const long = ['Neg', 'Abs', 'Exp', 'Sqrt', 'Relu'].reduce(
      (value, op) => node(op, [value], placement),
      x,
    );
    // In a chain, two values are alive at a time: one is read while the next is written.
    expect(sessionBytes(planGraph([long]))).toBe(MIB + 2 * (2 * MIB));
  });

  it('keeps a value for as long as a view of it is read', () => {
    const flat = { type: 'float32', shape: [MIB / 4] } as const;
    const square = { type: 'float32', shape: [512, 512] } as const;
    const x = new Value(flat, { data: new Float32Array(MIB / 4) });
    const shape = new Value({ type: 'int64', shape: [2] }, { literal: true });
    const first = node('Neg', [x], flat);
    const view = node('Reshape', [first, shape], square);
    const second = node('Abs', [x], flat);
    const third = node('Add', [view, node('Reshape', [second, shape], square)], square);
    expect(sessionBytes(planGraph([node('Exp', [third], square)]))).toBe(MIB + 2 * (3 * MIB));
  });
});

describe('SessionCache', () => {
  it('gives the same session for the same graph', () => {
    const cache = new SessionCache({}, 100 * MIB);
    expect(cache.session(chain(8))).toBe(cache.session(chain(8)));
    expect(cache.size).toBe(1);
    cache.dispose();
    expect([cache.size, cache.bytes]).toEqual([0, 0]);
  });

  it('never holds more bytes than it may, and releases the least recently used first', () => {
    const cache = new SessionCache({}, 6.5 * MIB);
    const small = cache.session(chain(MIB / 4)); // 3 MiB
    const other = cache.session(chain(MIB / 4 + 1)); // 3 MiB
    cache.session(chain(MIB / 4));
    cache.session(chain(MIB / 2)); // 1 MiB, as it keeps no memory; so one of the 3 MiB sessions must go.
    expect(cache.bytes).toBe(4 * MIB);
    expect(cache.size).toBe(2);
    expect(cache.session(chain(MIB / 4))).toBe(small);
    expect(cache.session(chain(MIB / 4 + 1))).not.toBe(other);
    cache.dispose();
  });

  it('keeps the latest session, though it be larger than all may be', () => {
    const cache = new SessionCache({}, 2 * MIB);
    cache.session(chain(8));
    const large = cache.session(chain(MIB));
    expect(cache.session(chain(MIB))).toBe(large);
    expect(cache.size).toBe(1);
    cache.dispose();
  });

  it('makes a session for each of many shapes once, when the shapes come again and again', () => {
    const cache = new SessionCache({}, 20 * MIB);
    // With memory between runs, 12 sessions of 3 MiB exceed the limit.
    const shapes = Array.from({ length: 12 }, (_, i) => MIB / 4 + i);
    const turn = () => shapes.map((rows) => cache.session(chain(rows)));
    turn();
    const second = turn();
    turn().forEach((session, shape) => {
      expect(session).toBe(second[shape]);
    });
    expect(cache.size).toBe(12);
    expect(cache.bytes).toBeLessThanOrEqual(20 * MIB);
    cache.dispose();
  });
});
