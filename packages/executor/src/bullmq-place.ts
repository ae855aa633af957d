// Apart from the queue, whose types need BullMQ: who does not install it must be able to check types.

/** A queue of jobs in Redis. */
export interface BullmqPlace {
  /** `redis://:password@host:6379/0`, or `rediss://` with TLS. */
  readonly url: string;
  /** Default `seqrec-shards`. Workers take the jobs of their queue alone. */
  readonly queue?: string | undefined;
}
