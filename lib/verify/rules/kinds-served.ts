import { minorVersion } from '../../hardware';
import { aggregatedVersions } from '../aggregated-versions';
import { isBuiltInGroup } from '../built-in-groups';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { groupOf, type ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { servedIn, servedInstead } from '../served-versions';
import { asArray, asRecord, asString } from '../untrusted';
import { listNames } from '../wording';

/** The API server of the cluster knows each kind, in the version that it is written in. */
export const kindsServed: Rule = {
  name: 'kinds-served',
  summary: 'the target cluster, or a definition in the app, serves each kind in its version',
  source:
    'https://kubernetes.io/docs/reference/using-api/deprecation-guide/ and, for resource.k8s.io, pkg/apis/resource of kubernetes 1.32 to 1.36; CustomResourceDefinition spec.versions; APIService spec.service',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const kinds = knownKinds(inventory);
    const aggregated = aggregatedVersions(inventory);
    const judged = new Set<string>();
    const minor = minorVersion(inventory.cluster?.kubernetes);
    for (const object of inventory.objects) {
      const { apiVersion, kind, group } = object;
      const key = `${apiVersion}/${kind}`;
      // One finding a kind and version, on the first object of it.
      if (judged.has(key) || apiVersion === '' || kind === '') continue;
      judged.add(key);
      if (isBuiltInGroup(group)) checkBuiltIn(object, minor, inventory, found);
      else if (aggregated.has(apiVersion)) checkAggregated(object, kinds, found);
      else checkCustom(object, kinds, inventory, found);
    }
    return found;
  },
};

/** The versions of the kinds that definitions in the app, or the cluster, serve. */
function knownKinds(inventory: Inventory): ReadonlyMap<string, readonly string[]> {
  const kinds = new Map<string, readonly string[]>();
  const { customResources = [], installed } = inventory.cluster ?? {};
  for (const { group, kind, versions } of [...(installed?.customResources ?? []), ...customResources]) {
    kinds.set(`${group}/${kind}`, versions);
  }
  for (const { spec } of inventory.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    const versions = asArray(spec['versions'])
      .map(asRecord)
      .filter(({ served }) => served !== false)
      .flatMap(({ name }) => asString(name) ?? []);
    const kind = `${asString(spec['group']) ?? ''}/${asString(asRecord(spec['names'])['kind']) ?? ''}`;
    kinds.set(kind, versions);
  }
  return kinds;
}

/** The server behind an APIService may know any kind. */
function checkAggregated(
  { manifest, apiVersion, group, kind }: ManifestObject,
  kinds: ReadonlyMap<string, readonly string[]>,
  found: RuleFinding[],
): void {
  if (kinds.get(`${group}/${kind}`)?.some((version) => `${group}/${version}` === apiVersion) === true) return;
  found.push({
    code: 'verify/not-known-kind',
    severity: 'not-known',
    manifest,
    path: 'kind',
    given: kind,
    message: `whether the kind ${kind} is served is not known: an APIService of the app leaves ${apiVersion} to another server`,
    fix: 'nothing here: see that the server behind the APIService knows the kind',
  });
}

function checkCustom(
  { manifest, apiVersion, group, kind }: ManifestObject,
  kinds: ReadonlyMap<string, readonly string[]>,
  inventory: Inventory,
  found: RuleFinding[],
): void {
  const { cluster } = inventory;
  const versions = kinds.get(`${group}/${kind}`);
  const version = apiVersion.slice(groupOf(apiVersion).length + 1);
  // A definition whose versions cannot be read still brings its kind.
  if (versions !== undefined && versions.length > 0 && !versions.includes(version)) {
    found.push({
      code: 'verify/version-not-served',
      severity: 'error',
      manifest,
      path: 'apiVersion',
      given: apiVersion,
      message: `${kind} of ${group} is served as ${listNames(versions)} only`,
      fix: versions.map((one) => `${group}/${one}`).join(' or '),
    });
  }
  if (versions !== undefined || cluster?.customResources === undefined) return;
  found.push({
    code: 'verify/unknown-kind',
    severity: 'error',
    manifest,
    path: 'kind',
    given: kind,
    message: `cluster ${cluster.name} does not know the kind ${kind} of ${group}, and the app does not bring its CustomResourceDefinition`,
    fix: 'what brings the kind into the cluster, then the kind among customResources of its description',
  });
}

function checkBuiltIn(
  { manifest, apiVersion, kind }: ManifestObject,
  minor: number | undefined,
  inventory: Inventory,
  found: RuleFinding[],
): void {
  const served = servedIn(apiVersion, kind);
  if (served === undefined) return;
  if (minor === undefined) {
    if (served.until === undefined && served.from < oldest) return;
    found.push({
      code: 'verify/not-known-kind',
      severity: 'not-known',
      manifest,
      path: 'apiVersion',
      given: apiVersion,
      message: `whether the cluster serves ${kind} in this version is not known: its version of Kubernetes is not declared`,
      fix: 'the version of Kubernetes of the target cluster',
    });
    return;
  }
  const isGone = served.until !== undefined && minor >= served.until;
  if (minor >= served.from && !isGone) return;
  const cluster = `cluster ${inventory.cluster?.name ?? ''} has Kubernetes 1.${minor}`;
  found.push({
    code: 'verify/version-not-served',
    severity: 'error',
    manifest,
    path: 'apiVersion',
    given: apiVersion,
    message: isGone
      ? `${cluster}, and ${kind} is served in this version up to 1.${(served.until ?? 0) - 1} only`
      : `${cluster}, and ${kind} is served in this version from 1.${served.from} on`,
    fix: servedInstead(kind, minor) ?? `a version that Kubernetes 1.${minor} serves`,
  });
}

/** What came before this minor version any cluster in use serves. */
const oldest = 28;
