import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Fields } from '@org/files';
import { z } from 'zod';
import { RegistryError } from './error.js';
import { readJsonFile } from './json-file.js';
import { isAlias, modelDirectory } from './names.js';

export const EXPERIMENT_FILE = 'experiment.json';

/** One of the versions that an experiment compares. */
export interface Arm {
  readonly alias: string;
  /** Its part of the users, relative to the other arms; 0 or more. */
  readonly weight: number;
}

/** A version that computes beside the one that answers, for the log alone. */
export interface Shadow {
  readonly alias: string;
  /** The share of answers beside which it computes, from 0 to 1. */
  readonly share: number;
}

/** Which users get which version of a model. */
export interface Experiment {
  readonly formatVersion: 1;
  /** Names it in logs and results. Another name gives users other arms. */
  readonly name: string;
  /** The first is what the others are compared with, and what requests without a user get. */
  readonly arms: readonly Arm[];
  readonly shadow?: Shadow | undefined;
}

const alias = z.string().refine(isAlias, 'expected the name of an alias');

const schema = z
  .strictObject({
    formatVersion: z.literal(1),
    name: z.string().regex(/^[\w.-]{1,64}$/, 'expected up to 64 letters, digits and _.-'),
    arms: z
      .array(z.strictObject({ alias, weight: z.number().min(0).max(1e6) } satisfies Fields<Arm>))
      .min(1)
      .max(20),
    shadow: z
      .strictObject({ alias, share: z.number().min(0).max(1) } satisfies Fields<Shadow>)
      .optional(),
  } satisfies Fields<Experiment>)
  .refine(({ arms }) => arms.some(({ weight }) => weight > 0), 'no arm has a weight above 0')
  .refine(
    ({ arms }) => new Set(arms.map(({ alias }) => alias)).size === arms.length,
    'an alias is in two arms',
  );

/**
 * The experiment that runs on a model; undefined where there is none.
 *
 * @throws RegistryError `invalid-name`, `corrupt`; FileError `read-failed`.
 */
export async function readExperiment(
  registry: string,
  name: string,
): Promise<Experiment | undefined> {
  const file = join(modelDirectory(registry, name), EXPERIMENT_FILE);
  return readJsonFile(file, schema, 'experiment');
}

/**
 * The arm of a user: the same at each call, on each server. Arms get users in proportion to their weights. When weights
 * change, only so many users get another arm as must: those whom an arm that lost weight gives to one that gained some.
 *
 * Weighted rendezvous hashing: of all arms the one with the largest -weight / ln u, with u in (0, 1) the first 48 bits of
 * SHA-256 of the JSON text of [experiment, alias, user].
 *
 * @param user a number stays a number: `5` and `'5'` are two different users.
 */
export function armOf({ name, arms }: Experiment, user: string | number): Arm {
  const [first] = arms;
  if (first === undefined) throw new RegistryError('corrupt', `${name} has no arms`);
  let best = first;
  let highest = -1;
  for (const arm of arms) {
    const score = arm.weight / -Math.log(uniform([name, arm.alias, user]));
    if (score <= highest) continue;
    best = arm;
    highest = score;
  }
  return best;
}

/** Whether the shadow computes beside an answer to this user, or beside this answer where there is no user. */
export function isShadowed({ name, shadow }: Experiment, key: string | number): boolean {
  return shadow !== undefined && uniform([name, 'shadow', key]) < shadow.share;
}

/** A number in (0, 1) that depends on these alone. */
function uniform(parts: readonly (string | number)[]): number {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return (hash.readUIntBE(0, 6) + 0.5) / 2 ** 48;
}
