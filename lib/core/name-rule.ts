type NameRule = 'label' | 'label-with-letter' | 'subdomain' | 'path-segment';

// Every kind that is not here, custom resources included, takes a DNS-1123 subdomain.
const rules: ReadonlyMap<string, NameRule> = new Map<string, NameRule>([
  ['ClusterRole', 'path-segment'],
  ['ClusterRoleBinding', 'path-segment'],
  ['Namespace', 'label'],
  ['PodDisruptionBudget', 'path-segment'],
  ['Role', 'path-segment'],
  ['RoleBinding', 'path-segment'],
  ['Service', 'label-with-letter'],
  ['StatefulSet', 'label'],
]);

// Shorter than the form of the name itself allows, and refused by the API server when it is exceeded.
const limits: ReadonlyMap<string, number> = new Map([
  ['CronJob', 52],
  ['Job', 63],
]);

/** How much of what newer versions of Kubernetes accept counts as accepted. */
export type NameEdition = 'portable' | 'relaxed';

/**
 * Says why the API server would refuse a name for an object of this kind, or `undefined` where it would not.
 *
 * Kinds that are not built in are judged as custom resources, of which it requires a DNS-1123 subdomain. `portable` (the
 * default) is what Kubernetes 1.34 accepts, and every later version with it; `relaxed` is what 1.36 accepts, where the
 * name of a Service may start with a digit. Source: Kubernetes 1.34.4 and 1.36.3, pkg/apis and
 * pkg/features/kube_features.go (RelaxedServiceNameValidation); tested against both API servers.
 */
export function nameProblem(kind: string, name: string, edition: NameEdition = 'portable'): string | undefined {
  const limit = limits.get(kind);
  if (limit !== undefined && name.length > limit) return tooLong(name, limit);
  switch (rules.get(kind) ?? 'subdomain') {
    case 'label':
      return labelProblem(name);
    case 'label-with-letter':
      return edition === 'portable' && /^[0-9]/.test(name) ? 'must start with a letter' : labelProblem(name);
    case 'subdomain':
      return subdomainProblem(name);
    case 'path-segment':
      return pathSegmentProblem(name);
  }
}

/** Says why a text is no label value, or `undefined` where it is one. */
export function labelValueProblem(value: string): string | undefined {
  return value === '' ? undefined : qualifiedPartProblem(value);
}

/** Says why a text is no label key, or `undefined` where it is one. */
export function labelKeyProblem(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.length > 2) return 'must have at most one /';
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const prefixProblem = prefix === undefined ? undefined : subdomainProblem(prefix);
  if (prefixProblem !== undefined) return `the part before the / ${prefixProblem}`;
  const problem = qualifiedPartProblem(name);
  return problem === undefined || prefix === undefined ? problem : `the part after the / ${problem}`;
}

/** Says why a text is no annotation key, or `undefined` where it is one: it is read as a label key in lower case. */
export function annotationKeyProblem(key: string): string | undefined {
  // Go makes one letter of İ, JavaScript two.
  return labelKeyProblem(key.replaceAll('İ', 'i').toLowerCase());
}

/** Says why a text is no name of a container port, or `undefined` where it is one. */
export function portNameProblem(name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (name.length > 15) return tooLong(name, 15);
  if (!/^[-a-z0-9]+$/.test(name)) return 'must consist of a-z, 0-9 and -';
  if (!/[a-z]/.test(name)) return 'must contain a letter';
  if (/^-|-$/.test(name)) return 'must start and end with a letter or digit';
  return name.includes('--') ? 'must not contain --' : undefined;
}

/**
 * Says why a text is no name of an environment variable, or `undefined` where it is one.
 *
 * `portable` (the default) is what every version of Kubernetes accepts; `relaxed` is what it accepts from 1.32 on:
 * anything printable in ASCII but `=`. Source: Kubernetes 1.36.3, pkg/features/kube_features.go
 * (RelaxedEnvironmentVariableValidation).
 */
export function environmentNameProblem(name: string, edition: NameEdition = 'portable'): string | undefined {
  if (name === '') return 'must not be empty';
  if (edition === 'relaxed') {
    return /^[ -<>-~]+$/.test(name) ? undefined : 'must consist of printable ASCII characters other than =';
  }
  if (/^[0-9]/.test(name)) return 'must not start with a digit';
  if (!/^[-._a-zA-Z0-9]+$/.test(name)) return 'must consist of letters, digits, _, - and .';
  return name === '.' || name.startsWith('..') ? 'must not be . or start with ..' : undefined;
}

function labelProblem(name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (name.length > 63) return tooLong(name, 63);
  if (!/^[-a-z0-9]+$/.test(name)) return 'must consist of a-z, 0-9 and -';
  return /^-|-$/.test(name) ? 'must start and end with a letter or digit' : undefined;
}

function subdomainProblem(name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (name.length > 253) return tooLong(name, 253);
  if (!/^[-a-z0-9.]+$/.test(name)) return 'must consist of a-z, 0-9, - and .';
  const isMended = name.split('.').every((label) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label));
  return isMended ? undefined : 'must start and end with a letter or digit, also on both sides of each .';
}

function pathSegmentProblem(name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (name === '.' || name === '..') return `must not be ${name}`;
  return /[/%]/.test(name) ? 'must not contain / or %' : undefined;
}

function qualifiedPartProblem(text: string): string | undefined {
  if (text === '') return 'must not be empty';
  if (text.length > 63) return tooLong(text, 63);
  if (!/^[-A-Za-z0-9_.]+$/.test(text)) return 'must consist of letters, digits, -, _ and .';
  return /^[-_.]|[-_.]$/.test(text) ? 'must start and end with a letter or digit' : undefined;
}

function tooLong(text: string, limit: number): string {
  return `must be no more than ${limit} characters, and has ${text.length}`;
}
