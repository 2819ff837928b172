import type fc from 'fast-check';
import { agreeingModes } from './agreeing-pods';
import { agreeingService, freeName } from './agreeing-services';
import type { AppDescription, ChartDescription, ClusterDescription, NamespaceDescription } from './app-description';
import { app } from './app-shape';
import { service } from './service-shapes';
import { TakenNames } from './taken-names';

/** Apps of one to so many services in one to three charts: each is valid, and says all that it is. */
export function appsOf(mostServices: number): fc.Arbitrary<AppDescription> {
  return app.values.map((drawn) => agreeing(drawn, mostServices));
}

/** Makes the parts of an app agree with each other, and leaves out what services it has too many. */
function agreeing(drawn: AppDescription, mostServices: number): AppDescription {
  const names = new TakenNames();
  let left = mostServices;
  const charts = drawn.charts.map((chart, index) => {
    const { nested, ...rest } = chart;
    // The first chart has none before it to stand in.
    const placed = index > 0 && nested === true ? chart : rest;
    // As many as there are charts left, so that services come to stand in several.
    const services = chart.services.slice(0, Math.max(1, left - (drawn.charts.length - 1 - index))).slice(0, left);
    left -= services.length;
    return withIds({ ...placed, services }, index, names);
  });
  // Names that are given come after all that are derived.
  const cluster = agreeingCluster(drawn.cluster, charts);
  const parts = charts.map((chart) => withAgreeingParts(chart, names, cluster));
  const { platform } = drawn;
  const named = textsIn(parts);
  return {
    cluster,
    ...(platform === undefined ? {} : { platform }),
    namespaces: drawn.namespaces.map((namespace) => agreeingNamespace(namespace, names, named)),
    charts: parts,
    pools: drawn.pools,
  };
}

/** A cluster that has what its services must have: the HTTP add-on, and volumes of images. */
function agreeingCluster(drawn: ClusterDescription, charts: readonly ChartDescription[]): ClusterDescription {
  const members = new Set<string>();
  const sight = { member: (name: string) => members.add(name), option: () => undefined };
  for (const { services } of charts) for (const one of services) service.look(one, sight);
  const mountsImages = members.has('VolumeSource: image') || members.has('ModelSource: image-volume');
  const keda = drawn.keda ?? { version: '2.21.0', namespace: 'keda' };
  const proxy = { namespace: 'keda', service: 'interceptor', port: 8080 };
  return {
    ...drawn,
    ...(mountsImages ? { kubernetes: '1.35' } : {}),
    ...(members.has('Wake: http-add-on') ? { keda: { ...keda, http: keda.http ?? { version: '0.15.0', proxy } } } : {}),
  };
}

/** A namespace in which no chart is, and which no caller is in: it may let nobody out. */
function agreeingNamespace(
  { name, id, ...rest }: NamespaceDescription,
  names: TakenNames,
  named: ReadonlySet<string>,
): NamespaceDescription {
  // The name that is derived of an id is that id, where it can be.
  let free = inTree(id);
  while (named.has(free)) free += 'x';
  const own = name === undefined ? {} : { name: names.take('Namespace', `own-${name.slice(0, 40)}x`) };
  return { ...rest, ...own, id: names.take('Namespace', free) };
}

/** All texts in a description. */
function textsIn(description: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof description === 'string') found.add(description);
  else if (typeof description === 'object' && description !== null)
    for (const part of Object.values(description)) textsIn(part, found);
  return found;
}

/** Gives constructs ids that are free where they stand, and that derive names of their own. */
function withIds(chart: ChartDescription, index: number, names: TakenNames): ChartDescription {
  const scope = idsIn(index);
  const idOf = <T extends { readonly id: string }>(construct: T): T => {
    let { id } = construct;
    while (names.has(derivedIn(chart), neighbourName(id)) || names.has(scope, id) || names.has(plain(scope), id))
      id += 'x';
    names.take(derivedIn(chart), neighbourName(id));
    return { ...construct, id: names.take(scope, id) };
  };
  const derived = <T extends { readonly id: string }>(construct: T): T => ({
    ...construct,
    id: freePath([construct.id], scope, chart, names)[0],
  });
  const { nested, id } = chart;
  return {
    ...chart,
    id: freeId(nested === true ? idsIn(index - 1) : 'charts', id, names),
    claims: chart.claims.map(derived),
    externalSecrets: chart.externalSecrets.map(derived),
    secrets: chart.secrets.map(idOf),
    configMaps: chart.configMaps.map(idOf),
    volumeClaims: chart.volumeClaims.map(idOf),
    serviceAccounts: chart.serviceAccounts.map(idOf),
    workloads: chart.workloads.map(idOf),
    services: chart.services.map((service) => ({ ...service, path: freePath(service.path, scope, chart, names) })),
  };
}

/** The name of a neighbour of that id. */
export function neighbourName(id: string): string {
  return `${id}-kplus`;
}

function derivedIn({ namespace }: ChartDescription): string {
  return `derived in ${namespace ?? ''}`;
}

function idsIn(index: number): string {
  return `ids in chart ${index}`;
}

/** An id as constructs keeps it: what separates ids in paths and in addresses is replaced there. */
function inTree(id: string): string {
  return id.replace(/[/\n]/g, '--');
}

/** An id that no construct has in that scope, plain ones included. */
function freeId(scope: string, id: string, names: TakenNames): string {
  let free = inTree(id);
  while (names.has(plain(scope), free)) free += '+';
  return names.take(scope, free);
}

function plain(scope: string): string {
  return `plain constructs of ${scope}`;
}

type Path = readonly [string, ...string[]];

/** A path that leads to no other construct, through none but plain ones, and that derives a name of its own. */
function freePath(drawn: Path, chartScope: string, chart: ChartDescription, names: TakenNames): Path {
  let scope = chartScope;
  const above = drawn.slice(0, -1).map((given) => {
    let id = inTree(given);
    while (names.has(scope, id)) id += '+';
    names.take(plain(scope), id);
    scope = JSON.stringify([scope, id]);
    return id;
  });
  const derived = derivedIn(chart);
  const nameOf = (id: string): string => [...above, id].filter((one) => one !== 'Default').join('-');
  const leaf = inTree(drawn.at(-1) ?? '');
  const isTaken = (id: string): boolean =>
    names.has(scope, id) || names.has(plain(scope), id) || names.has(derived, nameOf(id));
  let id = leaf;
  for (let count = 2; isTaken(id); count++) id = `${leaf}+${count}`;
  names.take(scope, id);
  names.take(derived, nameOf(id));
  const [first, ...rest] = [...above, id];
  return [first ?? id, ...rest];
}

function withAgreeingParts(chart: ChartDescription, names: TakenNames, cluster: ClusterDescription): ChartDescription {
  const agreed: ChartDescription = {
    ...chart,
    claims: chart.claims.map(({ name, accessModes, ...claim }) => ({
      ...claim,
      accessModes: agreeingModes(accessModes),
      ...(name === undefined ? {} : { name: freeName(name, 'PersistentVolumeClaim', chart, names) }),
    })),
    externalSecrets: chart.externalSecrets.map(({ name, data, ...secret }) => ({
      ...secret,
      data: data.filter((one, index) => data.findIndex(({ secretKey }) => secretKey === one.secretKey) === index),
      ...(name === undefined ? {} : { name: freeName(name, 'Secret', chart, names) }),
    })),
    volumeClaims: chart.volumeClaims.map((claim) => ({ ...claim, accessModes: agreeingModes(claim.accessModes) })),
  };
  return { ...agreed, services: agreed.services.map((one) => agreeingService(one, agreed, names, cluster)) };
}
