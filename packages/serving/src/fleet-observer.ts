import type { Experiment } from '@org/registry';

/** An alias and the version that it names. */
export interface NamedVersion {
  readonly name: string;
  readonly alias: string;
  readonly version: string;
}

/** Called as things happen, for logs and metrics. What it throws is not caught. */
export interface FleetObserver {
  /** Requests for the alias are answered by this version from now on. */
  switched?(to: NamedVersion, from: string | undefined): void;
  /** The version cannot be served, or the alias file cannot be read; what served before stays. */
  refused?(
    what: Omit<NamedVersion, 'version'> & { readonly version?: string },
    reason: string,
  ): void;
  /** The version serves no alias any more, and its memory is free. */
  freed?(what: Omit<NamedVersion, 'alias'>): void;
  /** Users of the model get versions as the experiment says from now on; undefined where it has ended. */
  experiment?(name: string, experiment: Experiment | undefined): void;
  /** The file of an experiment cannot be read; what was before stays. */
  experimentRefused?(name: string, reason: string): void;
}
