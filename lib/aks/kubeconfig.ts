import { parse } from 'yaml';

/** How kubelogin proves who asks: as the Azure CLI, as a workload, a managed identity, or a service principal. */
export type KubeconfigLogin = 'azurecli' | 'workloadidentity' | 'msi' | 'spn';

/**
 * The application that AKS is in Entra ID.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/kubelogin-authentication.md (2023-11-28).
 */
const serverId = '6dae42f8-4368-4678-94ff-3960e28e3630';

/**
 * The kubeconfig that AKS gives out, as JSON, with the login that is asked for: the one that it has waits for somebody to
 * type a code into a browser, whom a pipeline does not have.
 *
 * Users that need no kubelogin are left as they are.
 */
export function withLogin(kubeconfig: string, login: KubeconfigLogin): string {
  const read: unknown = parse(kubeconfig);
  if (!isRecord(read) || !Array.isArray(read['users'])) return kubeconfig;
  const users: readonly unknown[] = read['users'];
  return JSON.stringify({ ...read, users: users.map((user) => userWithLogin(user, login)) });
}

function userWithLogin(entry: unknown, login: KubeconfigLogin): unknown {
  if (!isRecord(entry) || !isRecord(entry['user'])) return entry;
  const { exec } = entry['user'];
  if (!isRecord(exec) || exec['command'] !== 'kubelogin') return entry;
  const given = Array.isArray(exec['args']) ? exec['args'].map(String) : [];
  const kept = ['--environment', '--server-id'].flatMap((flag) => {
    const value = valueOf(flag, given) ?? (flag === '--server-id' ? serverId : undefined);
    return value === undefined ? [] : [flag, value];
  });
  const args = ['get-token', ...kept, '--login', login];
  return { ...entry, user: { ...entry['user'], exec: { ...exec, args } } };
}

function valueOf(flag: string, given: readonly string[]): string | undefined {
  const at = given.indexOf(flag);
  return at < 0 ? undefined : given[at + 1];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
