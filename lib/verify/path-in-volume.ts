/** Says whether a path in a volume leads out of it, so that the API server refuses it. */
export function leadsOut(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..');
}
