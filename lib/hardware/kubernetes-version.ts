/** A version of Kubernetes without its patch, such as `1.34`. */
export type KubernetesVersion = `1.${number}`;

/** The minor version of Kubernetes, such as 34 of `1.34`, or `undefined` for what is no version. */
export function minorVersion(version: string | undefined): number | undefined {
  const [, minor] = /^v?1\.(\d{1,3})(?:\.\d+)?(?:[-+].*)?$/.exec(version ?? '') ?? [];
  return minor === undefined ? undefined : Number(minor);
}
