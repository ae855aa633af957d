/** The layout of the tables; `pragma user_version` names it. */
export const SQLITE_VERSION = 2;

/** The user of each merged id, new in layout 2. */
const ALIASES = `
  create table alias (id any not null primary key, user any not null) strict;
  create index alias_of_user on alias (user);
`;

/** Upgrades layout 1 to layout 2. */
export const SQLITE_UPGRADE: string = `${ALIASES} pragma user_version = ${SQLITE_VERSION};`;

/** The last change of each item. Older files of layout 2 get this table when they are opened. */
export const SQLITE_ITEMS: string = `
  create table if not exists item_change (
    item any not null primary key,
    revision integer not null unique,
    body text not null
  ) strict;
`;

/** Ids have no column type, so SQLite does not convert them, and `5` and `'5'` stay different. */
export const SQLITE_SCHEMA: string = `
  create table event (
    arrival integer primary key autoincrement,
    id text not null unique,
    user any not null,
    item any not null,
    time integer not null,
    type text not null,
    value real,
    context text,
    recommendation text
  ) strict;
  create index event_of_user on event (user, time, arrival);
  create index event_in_time on event (time, arrival);
  ${ALIASES}
  pragma user_version = ${SQLITE_VERSION};
`;
