export type Compression = 'none' | 'gzip' | 'zlib';
