export interface OpenStoreOptions {
  /** To read only: nothing is created, and every method that would change something is refused. */
  readonly readOnly?: boolean;
  /** The code of SQLite's threads, for a bundle that has it elsewhere. Default: `sqlite-worker.js` beside this code. */
  readonly sqliteScript?: URL;
}
