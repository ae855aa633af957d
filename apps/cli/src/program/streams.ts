import { reasonOf } from '@org/files';

type Stream = NodeJS.WriteStream;

/** Streams whose reader is gone. */
const unread = new Set<Stream>();

/**
 * Handles what goes wrong with stdout and stderr. A reader that is gone (`| head`, a closed terminal) has seen what it
 * wanted: nothing more is shown, and the command ends as it would. Any other failure of stdout loses the result, so it is
 * an error.
 */
export function watchStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    onReaderGone(stream, () => unread.add(stream));
  }
  process.stderr.on('error', () => {
    // There is nowhere left to say so.
  });
  let failed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (failed || unread.has(process.stdout)) return;
    failed = true;
    process.exitCode = 1;
    process.stderr.write(`error: the result cannot be written to stdout: ${reasonOf(error)}\n`);
  });
}

/** Calls a listener once the reader of a stream is gone, at once if it is gone already. Returns how to stop listening. */
export function onReaderGone(stream: Stream, listener: () => void): () => void {
  if (unread.has(stream)) listener();
  const onError = (error: NodeJS.ErrnoException) => {
    // A terminal that was closed answers EIO.
    if (error.code === 'EPIPE' || error.code === 'EIO') listener();
  };
  stream.on('error', onError);
  return () => stream.off('error', onError);
}
