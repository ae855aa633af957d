// The thread of an SQLite store, which the package starts by this name.
import '@org/store/sqlite-worker';
