import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { modelNames } from '@org/registry';

export interface RegistryWatchOptions {
  readonly registry: string;
  /** Files of each model that are looked at. */
  readonly files: readonly string[];
  /** Called with the names of models of which a file has come, changed or gone. Never called twice at once. */
  readonly onChange: (names: readonly string[]) => Promise<void>;
  /** Milliseconds between two looks. */
  readonly pollMs: number;
}

/** Writers touch several files in a row. */
const SETTLE_MS = 20;

/**
 * Notices changes in a registry by looking at its files every so often, which works on any file system, and sooner where
 * the system tells of changes.
 */
export class RegistryWatch {
  readonly #options: RegistryWatchOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  /** What each model's files looked like, by name. */
  #seen = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor(options: RegistryWatchOptions) {
    this.#options = options;
  }

  /** Looks now, and settles once what has changed is dealt with. Then looks go on by themselves, until `close`. */
  async look(): Promise<void> {
    // What a look under way has passed already may have changed since.
    this.#again = true;
    this.#looking ??= this.#lookUntilSettled().finally(() => {
      this.#looking = undefined;
      this.#lookIn(this.#options.pollMs);
    });
    await this.#looking;
  }

  /** Takes a model for changed at the next look. */
  forget(name: string): void {
    this.#seen.delete(name);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  async #lookUntilSettled(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#lookOnce();
    }
  }

  async #lookOnce(): Promise<void> {
    const { registry, files, onChange } = this.#options;
    // A registry that is not there yet, or not for a moment, changes nothing.
    const names = await modelNames(registry).catch(() => undefined);
    if (names === undefined) return;
    const now = new Map<string, string>();
    for (const name of names) now.set(name, await looksOf(join(registry, name), files));
    const changed = [...new Set([...now.keys(), ...this.#seen.keys()])].filter(
      (name) => now.get(name) !== this.#seen.get(name),
    );
    this.#seen = now;
    this.#watch([registry, ...names.map((name) => join(registry, name))]);
    if (changed.length > 0) await onChange(changed);
  }

  #lookIn(ms: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), ms).unref();
  }

  #watch(directories: readonly string[]): void {
    if (this.#closed) return;
    for (const [directory, watcher] of this.#watchers) {
      if (directories.includes(directory)) continue;
      watcher.close();
      this.#watchers.delete(directory);
    }
    for (const directory of directories) {
      if (this.#watchers.has(directory)) continue;
      try {
        const watcher = watch(directory, { persistent: false }, () => {
          if (this.#looking === undefined) this.#lookIn(SETTLE_MS);
          else this.#again = true;
        });
        // Looks go on without it.
        watcher.on('error', () => {
          watcher.close();
          this.#watchers.delete(directory);
        });
        this.#watchers.set(directory, watcher);
      } catch {
        // So they do where the system has no watchers left.
      }
    }
  }
}

async function looksOf(directory: string, files: readonly string[]): Promise<string> {
  const looks = await Promise.all(
    files.map(async (file) => {
      try {
        const { ino, size, mtimeNs } = await stat(join(directory, file), { bigint: true });
        return `${ino}-${size}-${mtimeNs}`;
      } catch {
        return 'none';
      }
    }),
  );
  return looks.join();
}
