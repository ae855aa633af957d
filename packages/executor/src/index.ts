export { bullmqExecutor } from './bullmq-executor.js';
export type { BullmqPlace } from './bullmq-place.js';
export { type BullmqWorkerOptions, runBullmqWorker } from './bullmq-worker.js';
export { ExecutorError, type ExecutorErrorCode } from './error.js';
export type {
  Executor,
  ExecutorEvent,
  Program,
  RunOptions,
  ShardJob,
} from './executor.js';
export { localExecutor } from './local-executor.js';
export { type MergedShards, mergeShards } from './merge-shards.js';
export { type ExecutorAddress, openExecutor, parseExecutor } from './open-executor.js';
export { type RayPlace, rayExecutor } from './ray-executor.js';
export {
  parseShard,
  type Shard,
  type ShardRange,
  shardName,
  shardRange,
  shardsOf,
} from './shard.js';
export {
  finishedShard,
  type ShardContent,
  type ShardInputs,
  type ShardManifest,
  type ShardPlace,
  shardDirectory,
  writeShard,
} from './shard-file.js';
