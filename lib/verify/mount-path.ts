/** A path as the kubelet and the container runtime read it: absolute, without `.`, `..`, and needless slashes. */
export function plainPath(path: string): string {
  if (/^(?:\/[-\w]+)+$/.test(path)) return path;
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

/** Says whether a plain path lies below another. */
export function liesBelow(path: string, folder: string): boolean {
  return path !== folder && path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
