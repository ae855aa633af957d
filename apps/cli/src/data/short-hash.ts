/** The start of a dataset's content hash, which is enough for people to tell datasets apart. */
export function shortHash(contentHash: string): string {
  return contentHash.slice(0, 12);
}
