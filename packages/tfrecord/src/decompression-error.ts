/** Says that compressed bytes are damaged or end early; whoever knows the place makes a TFRecordError of it. */
export class DecompressionError extends Error {
  readonly isTruncation: boolean;

  constructor(cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(message, { cause });
    this.isTruncation = code === 'Z_BUF_ERROR';
  }
}
