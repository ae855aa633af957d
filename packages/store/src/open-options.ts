export interface OpenStoreOptions {
  /** Opens the store to read only: creates nothing, and refuses every method that would change something. */
  readonly readOnly?: boolean;
  /** The code of SQLite's threads, if a bundle has it elsewhere. Default: `sqlite-worker.js` beside this code. */
  readonly sqliteScript?: URL;
}
