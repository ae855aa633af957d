import { elementTypes } from '../graph/element-type.js';
import type { Plan } from '../graph/plan.js';
import type { Attribute, Node, Value } from '../graph/value.js';
import { ProtobufWriter } from './protobuf-writer.js';

/** The operator set that all kernels use, and the version of the file format that belongs to it. */
const OPSET = 21;
const IR_VERSION = 10;
/** `TensorProto.DataLocation`. */
const EXTERNAL = 1;

/** Keeps large tensors of a model in a file beside it. */
export interface ExternalData {
  /** The name of the file, in the directory that onnxruntime is given with the model. */
  readonly location: string;
  /** Writes the bytes, little-endian, and returns their offset in the file; undefined for bytes that the model keeps. */
  place(bytes: Uint8Array): number | undefined;
}

export interface ModelLabels {
  /** Names for inputs and outputs. Other values are named `v0`, `v1`, ... */
  readonly names?: ReadonlyMap<Value, string>;
  /** Symbolic dimensions, such as `batch` for axis 0 of a value. */
  readonly dimensions?: ReadonlyMap<Value, readonly (number | string)[]>;
  /** The leaves whose data is written to the file. */
  readonly embedded?: ReadonlySet<Value>;
  /** Where data goes that is not written to the file itself. */
  readonly external?: ExternalData | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly description?: string;
}

/** Encodes the plan as an ONNX `ModelProto`. Nodes are named `<tfjs kernel>/<number>`. */
export function encodeModel(plan: Plan, labels: ModelLabels = {}): Uint8Array {
  const writer = new ProtobufWriter();
  const nameOf = (value: Value): string => labels.names?.get(value) ?? plan.names.get(value) ?? '';
  writer.int(1, IR_VERSION);
  writer.string(2, '@org/tfjs-onnx');
  writer.message(7, () => {
    plan.nodes.forEach((node, index) => {
      writer.message(1, () => writeNode(writer, node, `${node.kernel}/${index}`, nameOf));
    });
    writer.string(2, 'graph');
    for (const literal of plan.literals) {
      writer.message(5, () => writeTensor(writer, literal, nameOf(literal)));
    }
    for (const input of plan.inputs) {
      if (labels.embedded?.has(input) === true) {
        writer.message(5, () => writeTensor(writer, input, nameOf(input), labels.external));
      } else {
        writer.message(11, () => writeValueInfo(writer, input, nameOf(input), labels));
      }
    }
    for (const output of plan.outputs) {
      writer.message(12, () => writeValueInfo(writer, output, nameOf(output), labels));
    }
    if (labels.description !== undefined) writer.string(10, labels.description);
  });
  const domains = new Set(plan.nodes.map((node) => node.domain));
  for (const domain of new Set(['', ...domains])) {
    writer.message(8, () => {
      writer.string(1, domain);
      writer.int(2, domain === '' ? OPSET : 1);
    });
  }
  for (const [name, value] of Object.entries(labels.metadata ?? {})) {
    writer.message(14, () => {
      writer.string(1, name);
      writer.string(2, value);
    });
  }
  return writer.finish();
}

function writeNode(
  writer: ProtobufWriter,
  node: Node,
  name: string,
  nameOf: (value: Value) => string,
): void {
  for (const input of node.inputs) writer.string(1, input === undefined ? '' : nameOf(input));
  for (const output of node.outputs) writer.string(2, nameOf(output));
  writer.string(3, name);
  writer.string(4, node.op);
  for (const [attribute, value] of Object.entries(node.attributes)) {
    writer.message(5, () => writeAttribute(writer, attribute, value));
  }
  if (node.domain !== '') writer.string(7, node.domain);
}

function writeAttribute(writer: ProtobufWriter, name: string, value: Attribute): void {
  writer.string(1, name);
  if ('float' in value) {
    writer.float(2, value.float);
    writer.int(20, 1);
  } else if ('int' in value) {
    writer.int(3, value.int);
    writer.int(20, 2);
  } else if ('string' in value) {
    writer.string(4, value.string);
    writer.int(20, 3);
  } else {
    for (const item of value.ints) writer.int(8, item);
    writer.int(20, 7);
  }
}

function writeTensor(
  writer: ProtobufWriter,
  value: Value,
  name: string,
  external?: ExternalData,
): void {
  const { data } = value;
  if (data === undefined) throw new TypeError(`value ${name} has no data to embed`);
  writer.ints(1, value.shape);
  writer.int(2, elementTypes[value.type].code);
  writer.string(8, name);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const offset = external?.place(bytes);
  if (external === undefined || offset === undefined) {
    writer.bytes(9, bytes);
    return;
  }
  const place = { location: external.location, offset, length: bytes.length };
  for (const [key, part] of Object.entries(place)) {
    writer.message(13, () => {
      writer.string(1, key);
      writer.string(2, String(part));
    });
  }
  writer.int(14, EXTERNAL);
}

function writeValueInfo(
  writer: ProtobufWriter,
  value: Value,
  name: string,
  labels: ModelLabels,
): void {
  const shape = labels.dimensions?.get(value) ?? value.shape;
  writer.string(1, name);
  writer.message(2, () => {
    writer.message(1, () => {
      writer.int(1, elementTypes[value.type].code);
      writer.message(2, () => {
        for (const dimension of shape) {
          writer.message(1, () => {
            if (typeof dimension === 'string') writer.string(2, dimension);
            else writer.int(1, dimension);
          });
        }
      });
    });
  });
}
