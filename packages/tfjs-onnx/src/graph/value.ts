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

/** One edge of the graph: a result of a node, or a leaf. */
export class Value {
  readonly type: ElementType;
  readonly shape: Shape;
  /** The node that computes this value. Undefined for leaves and for values that are already computed. */
  node: Node | undefined;
  /** The data of a leaf or of a computed value. A placeholder is a leaf without data. */
  data: ElementArray | undefined;
  /** Whether the value is part of the program (an axis, a shape, a small constant) and not one of its inputs. */
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

/** One call of an ONNX operator. Nodes are numbered as they are recorded, which is a topological order. */
export class Node {
  static #count = 0;
  /** The number of nodes recorded so far. */
  static get count(): number {
    return Node.#count;
  }

  /** The node's place in the order. A node that replaces another one takes over its order. */
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

  /** A text that differs between operators that differ in anything except their inputs. */
  get signature(): string {
    return `${this.domain}${this.op}${JSON.stringify(this.attributes)}${this.outputs.length}`;
  }
}

let activeKernel = 'graph';

/** Runs `form` and gives the nodes that it records the kernel's name, so that errors can name the tfjs kernel. */
export function recordingKernel<Result>(kernel: string, form: () => Result): Result {
  const outer = activeKernel;
  activeKernel = kernel;
  try {
    return form();
  } finally {
    activeKernel = outer;
  }
}
