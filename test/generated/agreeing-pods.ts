import type { Duration, Resources } from '../../lib';
import { secondsOf, sizeOf } from './amounts';
import type {
  ChartDescription,
  ClaimReferenceDescription,
  ConfigMapDescription,
  FileDescription,
  InitContainerDescription,
  PropsDescription,
  RuntimeDescription,
  SecretDescription,
  SecretKeyDescription,
  SidecarDescription,
  StoreAccessDescription,
  VariableDescription,
  VolumeDescription,
  VolumeSourceDescription,
} from './app-description';
import { TakenNames } from './taken-names';

// What is drawn prop by prop is made to agree here: references lead to what the chart has, names differ, limits are
// not below requests. Whatever is done here is done before anything is counted or built.

type Container = Pick<PropsDescription, 'env' | 'volumes' | 'resources'> &
  Pick<SidecarDescription, 'writable' | 'shared'>;

/** What is taken in one pod. */
export class PodRoom {
  readonly names: TakenNames = new TakenNames();
  readonly chart: ChartDescription;
  /** How many pods there are of each replica, on nodes of their own. */
  readonly podsEach: number;
  private readonly containers: Set<string> = new Set(['server']);

  constructor(chart: ChartDescription, podsEach: number) {
    this.chart = chart;
    this.podsEach = podsEach;
  }

  containerName(name: string): string {
    const free = this.names.take('containers', name === 'server' ? 'server-2' : name);
    this.containers.add(free);
    return free;
  }

  /** The name of a volume that no writable folder can have: those are named after containers and paths. */
  volumeName(name: string): string {
    const apart = reserved.test(name) || [...this.containers].some((one) => name.startsWith(one)) ? `v9-${name}` : name;
    return this.names.take('volumes', apart.slice(0, 50).replace(/-+$/, ''));
  }

  mountPath(container: string, path: `/${string}`): `/${string}` {
    return `/${this.names.take(`mounts of ${container}`, path).slice(1)}`;
  }

  isMounted(container: string, path: `/${string}`): boolean {
    return this.names.has(`mounts of ${container}`, path);
  }
}

// The volumes of runtimes and of configuration, and what the drawn writable folders become.
const reserved = /^(config|models?|tmp|var|cache|data|home|a|w|v9)/;

/** A container's variables, volumes, folders and resources, in agreement with the rest of its pod. */
export function agreeingContainer<T extends Container>(given: T, container: string, room: PodRoom): T {
  const { env, volumes, writable, shared } = given;
  return {
    ...given,
    ...(given.resources === undefined ? {} : { resources: agreeingResources(given.resources) }),
    ...(env === undefined ? {} : { env: agreeingVariables(env, [], room.chart) }),
    ...(writable === undefined ? {} : { writable: writable.map((path) => room.mountPath(container, path)) }),
    ...(volumes === undefined ? {} : { volumes: agreeingVolumes(volumes, container, room) }),
    ...(shared === undefined ? {} : { shared: { ...shared, mountPath: room.mountPath(container, shared.mountPath) } }),
  };
}

export function agreeingSidecars(
  given: readonly SidecarDescription[],
  serverVolumes: readonly VolumeDescription[],
  room: PodRoom,
): readonly SidecarDescription[] {
  return given.map((drawn) => {
    const name = room.containerName(drawn.name);
    const sidecar = agreeingContainer(withoutEmptyShare({ ...drawn, name }, serverVolumes), name, room);
    if (sidecar.ports === undefined) return sidecar;
    const ports = sidecar.ports.map((port) => ({
      ...port,
      name: room.names.take('ports', port.name, (count) => `${port.name.slice(0, 9)}-${count}`),
      containerPort: freePort(port.containerPort, room),
    }));
    return { ...sidecar, ports };
  });
}

export function agreeingInitContainers(
  given: readonly InitContainerDescription[],
  serverVolumes: readonly VolumeDescription[],
  room: PodRoom,
): readonly InitContainerDescription[] {
  return given.map((drawn) => {
    const name = room.containerName(drawn.name);
    return agreeingContainer(withoutEmptyShare({ ...drawn, name }, serverVolumes), name, room);
  });
}

/** A port that no container of the pod has yet. */
export function freePort(port: number, room: PodRoom): number {
  return Number(room.names.take('port numbers', String(port), (count) => String(((port + count) % 60_000) + 1024)));
}

/** Variables with names of their own, whose keys are ones that the Secret or ConfigMap has. */
export function agreeingVariables(
  given: readonly VariableDescription[],
  taken: readonly string[],
  chart: ChartDescription,
): readonly VariableDescription[] {
  const names = new Set(taken);
  return given.flatMap(({ name, value }): readonly VariableDescription[] => {
    if (names.has(name)) return [];
    names.add(name);
    if (value.kind === 'secret') {
      const secret = agreeingSecret(value.secret, chart);
      return [{ name, value: { ...value, secret, key: keyIn(keysOfSecret(secret, chart), value.key) } }];
    }
    if (value.kind === 'config-map') {
      const configMap = agreeingConfigMap(value.configMap, chart);
      return [{ name, value: { ...value, configMap, key: keyIn(keysOfConfigMap(configMap, chart), value.key) } }];
    }
    return [{ name, value }];
  });
}

export function agreeingVolumes(
  given: readonly VolumeDescription[],
  container: string,
  room: PodRoom,
): readonly VolumeDescription[] {
  return given.map((volume) => ({
    ...volume,
    name: room.volumeName(volume.name),
    mountPath: room.mountPath(container, volume.mountPath),
    from: agreeingSource(volume.from, room),
  }));
}

export function agreeingSource(from: VolumeSourceDescription, room: PodRoom): VolumeSourceDescription {
  const { chart } = room;
  switch (from.kind) {
    case 'claim':
      return { ...from, claim: agreeingClaim(from.claim, room) };
    case 'secret': {
      const secret = agreeingSecret(from.secret, chart);
      return { ...from, secret, ...agreeingItems(from, keysOfSecret(secret, chart)) };
    }
    case 'config-map': {
      const configMap = agreeingConfigMap(from.configMap, chart);
      return { ...from, configMap, ...agreeingItems(from, keysOfConfigMap(configMap, chart)) };
    }
    case 'image':
    case 'empty':
      return from;
  }
}

function agreeingItems<
  T extends { readonly items?: readonly { readonly key: string; readonly path: string }[] | undefined },
>({ items }: T, keys: readonly string[] | undefined): Pick<T, 'items'> | object {
  if (items === undefined) return {};
  const paths = new TakenNames();
  return { items: items.map(({ key, path }) => ({ key: keyIn(keys, key), path: paths.take('paths', path) })) };
}

/** Files whose keys in the ConfigMap are sure to differ: they differ in more than what a key cannot hold. */
export function agreeingFiles(
  given: readonly FileDescription[],
  container: string,
  room: PodRoom,
): readonly FileDescription[] {
  return given.flatMap((file) => {
    const essence = file.path.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
    // One slash in front: the library takes further ones away.
    const path = `/${file.path.replace(/^\/+/, '')}` as const;
    if (room.names.has('configuration', essence) || room.isMounted(container, path)) return [];
    room.names.take('configuration', essence);
    room.mountPath(container, path);
    return [file];
  });
}

/** Limits that are no less than what is reserved. */
export function agreeingResources<T extends Resources>(given: T): T {
  const { cpu, cpuLimit, memory, memoryLimit } = given;
  return {
    ...given,
    ...(cpuLimit !== undefined && sizeOf(cpuLimit) < sizeOf(cpu) ? { cpuLimit: cpu } : {}),
    ...(memoryLimit !== undefined && sizeOf(memoryLimit) < sizeOf(memory) ? { memoryLimit: memory } : {}),
  };
}

export function agreeingSecret(given: SecretDescription, chart: ChartDescription): SecretDescription {
  const isThere =
    (given.kind !== 'external-secret' || chart.externalSecrets.length > 0) &&
    (given.kind !== 'kplus' || chart.secrets.length > 0);
  if (!isThere) return { kind: 'kplus-imported', name: 'imported' };
  return given.kind === 'existing' ? { ...given, declared: declaredElsewhere(given.declared) } : given;
}

function declaredElsewhere<T extends { readonly name: string }>(declared: T): T {
  return { ...declared, name: nameElsewhere(declared.name) };
}

/** The name of something that the app does not make: what it says of it would else be held against what it makes. */
function nameElsewhere(name: string): string {
  const named = `there.${name}`;
  return named.length <= longestName ? named : 'there';
}

const longestName = 253;

/** A key that the Secret has. */
export function agreeingSecretKey(given: SecretKeyDescription, chart: ChartDescription): SecretKeyDescription {
  const secret = agreeingSecret(given.secret, chart);
  return { secret, key: keyIn(keysOfSecret(secret, chart), given.key) };
}

export function agreeingStoreAccess(given: StoreAccessDescription, chart: ChartDescription): StoreAccessDescription {
  if (given.kind !== 'secret') return given;
  const secret = agreeingSecret(given.secret, chart);
  const keys = keysOfSecret(secret, chart);
  const variables = Object.entries(given.variables).map(([variable, key]) => [variable, keyIn(keys, key)]);
  return { ...given, secret, variables: Object.fromEntries(variables) };
}

function agreeingConfigMap(given: ConfigMapDescription, chart: ChartDescription): ConfigMapDescription {
  if (given.kind === 'existing') return { ...given, declared: declaredElsewhere(given.declared) };
  return chart.configMaps.length > 0 ? given : { kind: 'existing', declared: { name: 'registry' } };
}

/** A claim that is there, and that nodes share where a replica is on several. */
export function agreeingClaim(
  given: ClaimReferenceDescription,
  { chart, podsEach }: PodRoom,
): ClaimReferenceDescription {
  if (given.kind === 'existing') {
    const elsewhere = { ...given, name: nameElsewhere(given.name) };
    if (given.accessModes === undefined) return elsewhere;
    const modes = agreeingModes(given.accessModes);
    return { ...elsewhere, accessModes: podsEach > 1 ? sharedModes(modes) : modes };
  }
  const pool = poolOf(given.kind, chart);
  const isThere = pool.length > 0 && (podsEach === 1 || isShared(picked(pool, given.pick).accessModes));
  return isThere ? given : { kind: 'existing', name: 'models' };
}

function sharedModes(modes: Modes): Modes {
  if (isShared(modes)) return modes;
  return modes[0] === 'ReadWriteOnce' ? ['ReadWriteOnce', 'ReadWriteMany'] : ['ReadWriteMany'];
}

function isShared(modes: Modes): boolean {
  return modes.some((mode) => mode === 'ReadOnlyMany' || mode === 'ReadWriteMany');
}

type Modes = NonNullable<Extract<ClaimReferenceDescription, { readonly kind: 'existing' }>['accessModes']>;

/** Access modes, each once, and the one for a single pod alone. */
export function agreeingModes([first, ...rest]: Modes): Modes {
  if (first === 'ReadWriteOncePod' || rest.includes('ReadWriteOncePod')) return ['ReadWriteOncePod'];
  return [first, ...new Set(rest.filter((mode) => mode !== first))];
}

/** Whether a volume's claim may be mounted by a single pod only. */
export function isForOnePod({ from }: Pick<VolumeDescription, 'from'>, chart: ChartDescription): boolean {
  if (from.kind !== 'claim') return false;
  const { claim } = from;
  const modes =
    claim.kind === 'existing' ? claim.accessModes : picked(poolOf(claim.kind, chart), claim.pick).accessModes;
  return modes?.includes('ReadWriteOncePod') === true;
}

function poolOf(kind: 'claim' | 'kplus', chart: ChartDescription): readonly { readonly accessModes: Modes }[] {
  return kind === 'claim' ? chart.claims : chart.volumeClaims;
}

/** The member of a list that a number stands for. */
export function picked<T>(pool: readonly T[], pick: number): T {
  const member = pool[pick % pool.length];
  if (member === undefined) throw new Error('picked from nothing: what agrees refers only to what is there');
  return member;
}

function keysOfSecret(secret: SecretDescription, chart: ChartDescription): readonly string[] | undefined {
  switch (secret.kind) {
    case 'existing':
      return secret.declared.keys;
    case 'external-secret':
      return picked(chart.externalSecrets, secret.pick).data.map(({ secretKey }) => secretKey);
    case 'kplus':
      return picked(chart.secrets, secret.pick).keys;
    case 'kplus-imported':
      return undefined;
  }
}

function keysOfConfigMap(configMap: ConfigMapDescription, chart: ChartDescription): readonly string[] | undefined {
  return configMap.kind === 'existing' ? configMap.declared.keys : picked(chart.configMaps, configMap.pick).keys;
}

function keyIn(keys: readonly string[] | undefined, key: string): string {
  return keys === undefined || keys.includes(key) ? key : (keys[0] ?? key);
}

function withoutEmptyShare<T extends InitContainerDescription>(given: T, volumes: readonly VolumeDescription[]): T {
  if (volumes.length > 0 || given.shared === undefined) return given;
  const { shared: _, ...rest } = given;
  // Only an optional prop is gone.
  return rest as T;
}

/** The seconds that a server may take to start, as the description says, and more where it has a model to load. */
export function startupSeconds(runtime: RuntimeDescription): number {
  const given: Duration | undefined = runtime.kind === 'defined' ? runtime.server.startsWithin : runtime.startsWithin;
  const toLoad = runtime.kind !== 'tensorflow-serving' && runtime.model !== undefined ? 180 : 0;
  return secondsOf(given ?? '10m') + toLoad;
}
