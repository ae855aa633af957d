import { readArtifactConfig } from '@org/artifact/files';
import { FileError } from '@org/files';
import {
  DEFAULT_ALIAS,
  isVersion,
  type ListedModel,
  type ListedVersion,
  listModels,
  namedBy,
  prune,
  publish,
  readAliases,
  removeAlias,
  rollback,
  setAlias,
} from '@org/registry';
import { formatTable } from '../output/table.js';
import { CliError } from '../program/cli-error.js';
import { invocationOf } from '../program/invocation.js';
import { fromStart, shownPath } from '../program/start-directory.js';
import { findModel, finishedModel } from '../runs/found-model.js';
import type { Invocation } from './command.js';

interface RegistryFlags {
  readonly registry?: string;
}

export interface PublishFlags extends RegistryFlags {
  readonly artifact?: string;
  readonly name?: string;
  readonly alias?: string;
}

export interface AliasFlags extends RegistryFlags {
  readonly remove?: true;
}

export interface PruneFlags extends RegistryFlags {
  readonly keep?: string;
}

/** Shows what a registry holds. */
export async function listRegistry({
  terminal,
  options,
}: Invocation<RegistryFlags>): Promise<number> {
  const registry = placeOf(options);
  const models = await modelsOf(registry);
  const rows = models.flatMap(({ name, versions }) =>
    versions.map((version) => [name, ...cellsOf(version)]),
  );
  if (rows.length === 0) terminal.show(`${shownPath(registry)} holds no model.`);
  else {
    const head = ['model', 'version', 'aliases', 'kind', 'items', 'published'];
    terminal.show(formatTable(head, rows, { right: [4] }));
  }
  for (const { versions } of models) {
    for (const { problem } of versions) if (problem !== undefined) terminal.warn(problem);
  }
  terminal.result(
    models.map(({ name, aliases, versions }) => ({
      name,
      aliases: Object.fromEntries(aliases),
      versions: versions.map(({ config, ...version }) => ({
        ...version,
        ...(config && { kind: config.kind, itemCount: config.itemCount }),
      })),
    })),
  );
  return 0;
}

/** Copies a model into a registry, and lets an alias name it. */
export async function publishModel({
  terminal,
  options,
}: Invocation<PublishFlags>): Promise<number> {
  const { alias } = options;
  const registry = placeOf(options);
  const directory = finishedModel(await findModel(options.artifact, terminal));
  const { name = (await readArtifactConfig(directory)).name } = options;
  const version = await publish(registry, directory, { name });
  if (alias !== undefined) await setAlias(registry, name, alias, version);
  terminal.show(
    `Published  ${name}@${version}${alias === undefined ? '' : `, which is ${name}@${alias} now`}`,
  );
  terminal.result({ name, version, ...(alias !== undefined && { alias }) });
  return 0;
}

/** Lets an alias name a version, or takes it away. */
export async function aliasModel({
  terminal,
  options,
  arguments: [model = '', target],
}: Invocation<AliasFlags>): Promise<number> {
  const registry = placeOf(options);
  const { name, alias } = parseModel(model);
  if (alias === undefined) {
    throw new CliError(
      'usage',
      `${model} names no alias: write name@alias, e.g. ${model}@candidate`,
    );
  }
  if ((target === undefined) !== (options.remove === true)) {
    throw new CliError('usage', 'give either the version that the alias is to name, or --remove');
  }
  if (target === undefined) {
    await removeAlias(registry, name, alias);
    terminal.show(`Removed  ${name}@${alias}`);
    terminal.result({ name, alias });
    return 0;
  }
  const version = isVersion(target) ? target : await versionNamed(registry, name, target);
  await setAlias(registry, name, alias, version);
  terminal.show(`${name}@${alias} is ${version}`);
  terminal.result({ name, alias, version });
  return 0;
}

/** Lets an alias name the version before. */
export async function rollbackModel({
  terminal,
  options,
  arguments: [model = ''],
}: Invocation<RegistryFlags>): Promise<number> {
  const { name, alias = DEFAULT_ALIAS } = parseModel(model);
  const { from, to } = await rollback(placeOf(options), name, alias);
  terminal.show(`${name}@${alias} is ${to} again, and was ${from}`);
  terminal.result({ name, alias, from, to });
  return 0;
}

/** Deletes old versions. */
export async function pruneModel({
  terminal,
  options,
  arguments: [name = ''],
}: Invocation<PruneFlags>): Promise<number> {
  const keep = Number(options.keep ?? 3);
  if (!Number.isInteger(keep) || keep < 0 || options.keep === '') {
    throw new CliError('usage', `--keep is a whole number of at least 0, got ${options.keep}`);
  }
  const deleted = await prune(placeOf(options), name, { keep });
  terminal.show(
    deleted.length === 0 ? 'Nothing to delete.' : `Deleted  ${name}@${deleted.join(', ')}`,
  );
  terminal.result({ name, deleted });
  return 0;
}

function placeOf({ registry = 'models' }: RegistryFlags): string {
  return fromStart(registry);
}

async function modelsOf(registry: string): Promise<readonly ListedModel[]> {
  try {
    return await listModels(registry);
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== 'missing') throw error;
    throw new CliError(
      'usage',
      `no registry at ${shownPath(registry)}: create one with \`${invocationOf('registry publish')}\`, or name another with --registry`,
    );
  }
}

function cellsOf({ version, aliases, config, publishedAt, problem }: ListedVersion): string[] {
  const kind = problem === undefined ? (config?.kind ?? '') : 'unreadable';
  const items = config === undefined ? '' : String(config.itemCount);
  return [version, aliases.join(', '), kind, items, publishedAt.slice(0, 19).replace('T', ' ')];
}

function parseModel(model: string): { readonly name: string; readonly alias?: string } {
  const [name = '', alias, ...more] = model.split('@');
  if (more.length > 0) throw new CliError('usage', `${model} is not name@alias`);
  return { name, ...(alias !== undefined && { alias }) };
}

async function versionNamed(registry: string, name: string, alias: string): Promise<string> {
  const version = namedBy((await readAliases(registry, name)).get(alias))?.version;
  if (version !== undefined) return version;
  throw new CliError(
    'usage',
    `${alias} is neither a version, 12 hexadecimal digits, nor an alias of ${name}`,
  );
}
