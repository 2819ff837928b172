import type { Inventory } from './inventory';
import { asString, isRecord } from './untrusted';

/**
 * Tells which API versions, such as `example.com/v1`, servers beside the API server serve, as APIServices of the app say.
 *
 * Which kinds those servers know no manifest tells.
 */
export function aggregatedVersions(inventory: Inventory): ReadonlySet<string> {
  const versions = new Set<string>();
  for (const { spec } of inventory.ofKind('apiregistration.k8s.io', 'APIService')) {
    // Without a Service it stands for what the API server serves itself.
    if (isRecord(spec['service'])) versions.add(`${asString(spec['group']) ?? ''}/${asString(spec['version']) ?? ''}`);
  }
  return versions;
}
