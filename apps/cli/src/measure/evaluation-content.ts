import type { ArtifactConfig } from '@org/artifact';
import type { Engine } from '@org/engine';
import type {
  EvaluationContent,
  ExampleRecord,
  MeasuredProtocol,
  StoppedRecord,
} from '@org/evaluation';
import type { DatasetManifest, SplitRecipe } from '@org/seqrec-data';
import { version_core as tfjsVersion } from '@tensorflow/tfjs-core';
import type { EvaluationSettings } from '../config/configuration.js';
import { version } from '../program/version.js';
import { intervalLevel } from './evaluation.js';

/** The origin of numbers. */
export interface Provenance {
  readonly command: string;
  /** The command that trained the model, if known. */
  readonly trainCommand: string | undefined;
  /** The start, by `performance.now()`. */
  readonly started: number;
  readonly dataset: DatasetManifest;
  /** The content hash of the model's training data, if known. */
  readonly trainedOn: string | undefined;
  /** The number of events that were left out because the model does not know their items. */
  readonly unknownEvents?: number;
  readonly split: SplitRecipe;
  readonly model: ArtifactConfig;
  /** The state of a stopped run; absent for a finished run. */
  readonly stopped?: StoppedRecord | undefined;
  readonly engine: Engine;
  readonly settings: EvaluationSettings;
  readonly examples: readonly ExampleRecord[];
}

/** The content of `evaluation.json` besides the numbers, so that they can be judged, compared and repeated. */
export function evaluationContent(
  protocols: readonly MeasuredProtocol[],
  provenance: Provenance,
): EvaluationContent {
  const { command, trainCommand, started, dataset, trainedOn, unknownEvents } = provenance;
  const { split, model, stopped, engine, settings, examples } = provenance;
  const { seed: trainingSeed } = model.training;
  return {
    protocols,
    record: {
      createdAt: new Date().toISOString(),
      command,
      wallSeconds: (performance.now() - started) / 1000,
      dataset: {
        contentHash: dataset.contentHash,
        source: { ...dataset.source },
        filters: { ...dataset.filters },
        counts: { ...dataset.counts, ...(unknownEvents ? { unknownEvents } : {}) },
      },
      split: { ...split },
      model: {
        kind: model.kind,
        version: model.version,
        config: model.model,
        training: model.training,
        ...(trainCommand === undefined ? {} : { command: trainCommand }),
        ...(trainedOn === undefined ? {} : { dataset: trainedOn }),
        ...(stopped === undefined ? {} : { stopped }),
      },
      engine: {
        name: engine.name,
        backend: engine.backend,
        package: engine.package,
        version: engine.version,
      },
      versions: {
        node: process.versions.node,
        cli: version,
        '@tensorflow/tfjs-core': tfjsVersion,
        [engine.package]: engine.version,
      },
      seeds: {
        ...(typeof trainingSeed === 'number' ? { training: trainingSeed } : {}),
        evaluation: settings.seed,
      },
      ...(settings.categories === undefined ? {} : { categories: settings.categories }),
      intervals: { level: intervalLevel, resamples: settings.resamples, seed: settings.seed },
      examples,
    },
  };
}
