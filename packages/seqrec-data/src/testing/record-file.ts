import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { encodeExample, type Feature, writeRecords } from '@org/tfrecord';

/** A feature's values: integers as bigints, floats as numbers, texts. An empty list has no type. */
export type TestValues = readonly bigint[] | readonly number[] | readonly string[];

/** The bytes of a tf.Example of these features. */
export function example(features: Readonly<Record<string, TestValues>>): Uint8Array {
  return encodeExample(
    new Map(Object.entries(features).map(([name, values]) => [name, featureOf(values)])),
  );
}

export function featureOf(values: TestValues): Feature {
  const [first] = values;
  if (first === undefined) return { kind: 'none', values: [] };
  const kind =
    typeof first === 'bigint' ? 'int64' : typeof first === 'number' ? 'float32' : 'bytes';
  return { kind, values } as Feature;
}

/** Writes a TFRecord file and the directories above it. */
export async function writeRecordFile(path: string, records: readonly Uint8Array[]): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  await writeRecords(path, records);
}

/** Writes a file with one changed byte. */
export function damage(path: string, bytes: Buffer, at: number): void {
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x40, at);
  writeFileSync(path, bytes);
}
