import {
  type Comparison,
  type Contestant,
  compare,
  incomparable,
  type Measured,
  readPerUser,
} from '@org/evaluation';
import { shownCutoff } from '../measure/scores-table.js';
import type { ReportedRun } from './reported-run.js';
import { cutoffsOf, standingsOf } from './standings.js';

/** Significance tests of the differences between results. */
export interface PairedTests {
  readonly comparisons: readonly Comparison[];
  /** A sentence for each test that could not be made. */
  readonly refused: readonly string[];
  /** Whether all results have the same task, so that their numbers can be compared. */
  readonly sameTask: boolean;
}

/** The warning about runs whose numbers cannot be compared. */
export const otherTasks =
  'These runs were not measured on the same data, split and ranking, so which number is higher says nothing.';

/** Constants, so that the same runs give the same report. */
const bootstrap = { resamples: 2000, seed: 42 };

interface FullResult extends Measured {
  readonly directory: string;
}

/** Compares the model of one run with its baselines, or the model of the first of several runs with those of the others. */
export async function pairedTests(runs: readonly ReportedRun[]): Promise<PairedTests> {
  const results = runs.flatMap(({ label, results: directory, evaluation: file }): FullResult[] => {
    const protocol = file?.protocols.find(({ ranking }) => ranking === 'full');
    return file && protocol ? [{ label, directory, file, protocol }] : [];
  });
  const [first, ...others] = results;
  if (first === undefined) return { comparisons: [], refused: [], sameTask: true };
  const refused: string[] = [];
  const comparable = others.filter((other) => {
    const reason = incomparable(first, other);
    if (reason !== undefined) refused.push(`${reason}.`);
    return reason === undefined;
  });
  const sameTask = refused.length === 0;
  try {
    const [reference, ...rest] =
      runs.length === 1
        ? await scorersOf({ ...first, label: first.protocol.scorers[0]?.scorer ?? first.label })
        : (await Promise.all([first, ...comparable].map(scorersOf))).flatMap(([model]) =>
            model ? [model] : [],
          );
    if (reference === undefined || rest.length === 0) return { comparisons: [], refused, sameTask };
    const [full] = standingsOf(runs);
    const k = shownCutoff(cutoffsOf(full?.standings ?? []));
    const metrics = [`ndcg@${k}`, `hitRate@${k}`] as const;
    return { comparisons: compare(reference, rest, { metrics, ...bootstrap }), refused, sameTask };
  } catch (error) {
    // The values per user are in a separate file, which may be missing although the result is whole.
    if (!(error instanceof Error)) throw error;
    return { comparisons: [], refused: [...refused, `${error.message}.`], sameTask };
  }
}

/** The model first, with the result's label. */
async function scorersOf({ label, directory, protocol }: FullResult): Promise<Contestant[]> {
  const results = await readPerUser(directory, protocol);
  return protocol.scorers.map(({ scorer, role }) => ({
    label: role === 'model' ? label : scorer,
    scorer,
    results,
  }));
}
