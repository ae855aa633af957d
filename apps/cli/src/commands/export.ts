import { join } from 'node:path';
import { maskId, PAD } from '@org/seqrec-data';
import { formatBytes } from '../output/format.js';
import { writeOutput } from '../output/write-output.js';
import { useEngine } from '../program/engine.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { findModel, openModel } from '../runs/found-model.js';
import type { Invocation } from './command.js';

export interface ExportFlags {
  readonly artifact?: string;
  readonly to?: string;
}

/** Writes a model as ONNX, for other runtimes. */
export async function exportModel({ terminal, options }: Invocation<ExportFlags>): Promise<number> {
  const found = await findModel(options.artifact, terminal);
  // Only the ONNX engine can trace a model, so no other can export.
  await useEngine({ name: 'onnx' });
  const { exportOnnx } = await import('@org/tfjs-onnx');
  const { model, config } = await openModel(found, terminal);
  const { kind, itemCount, maxLength, query, times } = model;
  const slots = { shape: ['batch', 'length'], dtype: 'int32' } as const;
  const bytes = exportOnnx(model.network, {
    inputs: {
      ids: slots,
      positions: { shape: ['batch', 'targets'], dtype: 'int32' },
      ...(times && { times: slots }),
      ...(times?.target && { targetTimes: slots }),
    },
    outputs: ['scores'],
    // It is traced again with two more of each. At its full length a model does not slice its position table, which
    // would be a different graph, so the length stays below.
    sizes: { batch: 13, targets: 17, length: Math.max(2, Math.min(11, maxLength - 3)) },
    metadata: {
      kind,
      version: config.version,
      query,
      itemCount: String(itemCount),
      maxLength: String(maxLength),
      pad: String(PAD),
      mask: String(maskId(itemCount)),
    },
    description: `${config.name} of seqrec: ids [batch, length] (left-padded, length up to ${maxLength}) and positions [batch, targets]${times ? ' and times [batch, length] (seconds since the first event of the row, 0 at padding)' : ''} to scores [batch, targets, item]`,
  });
  const file = options.to === undefined ? join(found.place, 'model.onnx') : fromStart(options.to);
  await writeOutput(file, bytes, '--to');
  terminal.show(`Written  ${shownPath(file)} (${formatBytes(bytes.length)})`);
  terminal.result({ file, bytes: bytes.length, version: config.version });
  return 0;
}
