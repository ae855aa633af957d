import type { SourceReader } from '../source-definition.js';
import { postgresDatabase } from './postgres-database.js';
import { isPostgresUrl } from './sql-place.js';
import { openSqlSource } from './sql-source.js';

/** A table or query of a Postgres server, read through a cursor in one read-only transaction. */
export const postgres: SourceReader = {
  detection: { byName: isPostgresUrl },
  open: ([url = ''], options) => openSqlSource(postgresDatabase(url), options),
};
