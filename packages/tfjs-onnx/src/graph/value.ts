import type { ElementArray, ElementType } from './element-type.js';
import type { Shape } from './shape.js';

/** An ONNX attribute: an integer, a float, a string, or a list of integers. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Placement {
  readonly type: ElementType;
  readonly shape: Shape;
}

/** One edge of the graph: what a node computes, or a leaf that holds data. */
export class Value {
  readonly type: ElementType;
  readonly shape: Shape;
  /** What computes it. Undefined for leaves, and dropped once the result is at hand. */
  node: Node | undefined;
  /** A leaf's data. A placeholder is a leaf without. */
  data: ElementArray | undefined;
  /** A literal is part of the program itself (axes, shapes, small constants), not one of its inputs. */
  readonly literal: boolean;

  constructor(
    placement: Placement,
    from: { node?: Node; data?: ElementArray; literal?: boolean } = {},
  ) {
    this.type = placement.type;
    this.shape = placement.shape;
    this.node = from.node;
    this.data = from.data;
    this.literal = from.literal ?? false;
  }
}

/** One ONNX operator call. Nodes are numbered in the order they are recorded, which is a topological order. */
export class Node {
  static #count = 0;
  /** How many nodes were ever recorded. */
  static get count(): number {
    return Node.#count;
  }

  /** Where it stands among the others; what takes a node's place takes its order too. */
  readonly order: number;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
  /** The tfjs kernel that recorded it. */
  readonly kernel: string;

  constructor(
    op: string,
    inputs: readonly (Value | undefined)[],
    attributes: Attributes,
    outputs: readonly Placement[],
    domain: string,
    order?: number,
  ) {
    this.order = order ?? Node.#count;
    Node.#count += 1;
    this.op = op;
    this.domain = domain;
    this.inputs = inputs;
    this.attributes = attributes;
    this.kernel = activeKernel;
    this.outputs = outputs.map((placement) => new Value(placement, { node: this }));
  }

  /** Tells apart operators that differ in anything but their inputs. */
  get signature(): string {
    return `${this.domain}${this.op}${JSON.stringify(this.attributes)}${this.outputs.length}`;
  }
}

let activeKernel = 'graph';

/** Runs `form`; the nodes it records carry the kernel's name, so that errors can say which tfjs op made them. */
export function recordingKernel<Result>(kernel: string, form: () => Result): Result {
  const outer = activeKernel;
  activeKernel = kernel;
  try {
    return form();
  } finally {
    activeKernel = outer;
  }
}
