import type fc from 'fast-check';
import {
  agreeingContainer,
  agreeingInitContainers,
  agreeingSecret,
  agreeingSidecars,
  agreeingStoreAccess,
  PodRoom,
} from './agreeing-pods';
import type { ChartDescription } from './app-description';
import type { CheckpointsDescription, JobDescription, JobPropsDescription, PlaceDescription } from './job-description';
import { job } from './job-shapes';
import { samplePoolWith } from './sample-cluster';
import { TakenNames } from './taken-names';

/** What stands beside each job: one of each thing that it may refer to. */
export const besideJobs: Omit<ChartDescription, 'id' | 'services'> = {
  claims: [{ id: 'beside.claim', size: '1Gi', accessModes: ['ReadWriteMany'] }],
  externalSecrets: [
    {
      id: 'beside.external',
      store: { kind: 'ClusterSecretStore', name: 'vault' },
      data: [{ secretKey: 'key', key: 'remote' }],
    },
  ],
  secrets: [{ id: 'beside.secret', keys: ['key', 'TOKEN'] }],
  configMaps: [{ id: 'beside.config', keys: ['key'] }],
  volumeClaims: [{ id: 'beside.volume', accessModes: ['ReadWriteMany'] }],
  serviceAccounts: [{ id: 'beside.account' }],
  workloads: [],
};

const chart: ChartDescription = { ...besideJobs, id: 'beside', services: [] };

/** Jobs, each of which is valid and says all that it is. */
export function jobs(): fc.Arbitrary<JobDescription> {
  return job.values.map(agreeing);
}

function agreeing({ path, props, ...rest }: JobDescription): JobDescription {
  const [first, ...others] = path;
  return { ...rest, path: [inTree(first), ...others.map(inTree)], props: agreeingProps(props) };
}

/** An id as constructs keeps it. */
function inTree(id: string): string {
  return id.replace(/[/\n]/g, '--');
}

function agreeingProps(drawn: JobPropsDescription): JobPropsDescription {
  // What the program gets of accelerators is said once.
  const { gpus, topology, sidecars, initContainers, imagePullSecrets, serviceAccount, transformPod, ...rest } = drawn;
  const accelerators = rest.accelerator?.count ?? gpus;
  const room = new PodRoom(chart, topology?.nodes ?? 1);
  const places = agreeingPlaces(drawn);
  for (const name of containersOf(places)) room.containerName(name);
  for (const name of ['inputs', 'outputs', 'checkpoints']) room.names.take('volumes', name);
  const outputs = (places.outputs ?? []).map(({ name }): `/${string}` => `/outputs/${name}`);
  const folders: readonly `/${string}`[] = [...outputs, '/inputs', '/checkpoints', '/dev/shm'];
  for (const path of folders) room.mountPath('train', path);
  if (rest.writable === undefined) room.mountPath('train', '/tmp');
  const program = agreeingContainer(rest, 'train', room);
  const shared = program.volumes ?? [];
  const known = accelerators !== undefined && transformPod?.kind !== 'pod-level-resources';
  return {
    ...program,
    ...places,
    ...(rest.accelerator === undefined && gpus !== undefined ? { gpus } : {}),
    // A share of a node only where one is known.
    ...(program.resources === undefined && !known ? { resources: { cpu: 1, memory: '1Gi' } } : {}),
    ...agreeingTopology(drawn, accelerators),
    ...agreeingCheckpoints(drawn, places.checkpoints),
    ...agreeingNames(drawn),
    ...(sidecars === undefined ? {} : { sidecars: agreeingSidecars(sidecars, shared, room) }),
    ...(initContainers === undefined ? {} : { initContainers: agreeingInitContainers(initContainers, shared, room) }),
    ...(imagePullSecrets === undefined
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((secret) => agreeingSecret(secret, chart)) }),
    ...(serviceAccount === undefined ? {} : { serviceAccount }),
    ...(transformPod === undefined
      ? {}
      : {
          transformPod:
            transformPod.kind === 'further-container'
              ? { ...transformPod, name: room.containerName(transformPod.name) }
              : transformPod,
        }),
  };
}

type Places = Pick<JobPropsDescription, 'inputs' | 'outputs' | 'checkpoints' | 'copyWith'>;

/** Places apart from each other, of which those that are written can be, and an image that copies. */
function agreeingPlaces({ inputs, outputs, checkpoints, copyWith }: JobPropsDescription): Places {
  const copied = (inputs?.length ?? 0) + (outputs?.length ?? 0) > 0 || checkpoints?.kind === 'store';
  const image =
    copyWith ?? (copied ? ({ kind: 'unpinned', image: 'rclone/rclone', reason: 'a test' } as const) : undefined);
  return {
    ...(inputs === undefined ? {} : { inputs: apart(inputs, 'read') }),
    ...(outputs === undefined ? {} : { outputs: apart(outputs, 'written') }),
    ...(checkpoints === undefined ? {} : { checkpoints: keptApart(checkpoints) }),
    ...(image === undefined ? {} : { copyWith: image }),
  };
}

function apart(places: readonly PlaceDescription[], does: 'read' | 'written'): readonly PlaceDescription[] {
  const names = new TakenNames();
  return places.map(({ name, at }, index) => ({
    name: names.take('places', name, (count) => `${name.slice(0, 40)}-${count}`),
    at: placeOf(at, `${does}-${index}`, does),
  }));
}

function keptApart(checkpoints: CheckpointsDescription): CheckpointsDescription {
  return checkpoints.kind === 'own' ? checkpoints : { ...checkpoints, at: placeOf(checkpoints.at, 'kept', 'written') };
}

function placeOf(at: PlaceDescription['at'], folder: string, does: 'read' | 'written'): PlaceDescription['at'] {
  const { uri, account, access } = at;
  const spoken = does === 'written' && uri.startsWith('https') ? 's3://churn' : uri;
  const written = does === 'written' && access.kind === 'public' ? ({ kind: 'ambient' } as const) : access;
  return {
    ...at,
    // Only the end of it is another.
    uri: `${spoken.replace(/\/+$/, '')}/${folder}` as typeof uri,
    access: agreeingStoreAccess(written, chart),
    ...(spoken.startsWith('az') ? { account: account ?? 'acme' } : {}),
  };
}

function containersOf({ inputs = [], outputs = [], checkpoints }: Places): readonly string[] {
  return [
    'train',
    ...inputs.map(({ name }) => `pull-${name}`),
    ...outputs.map(({ name }) => `push-${name}`),
    ...(checkpoints?.kind === 'store' ? ['restore', 'checkpoints'] : []),
  ];
}

/** A launcher has something to start, a process for each accelerator. */
function agreeingTopology(
  { topology, command }: JobPropsDescription,
  accelerators: number | undefined,
): Pick<JobPropsDescription, 'topology' | 'command'> {
  if (topology === undefined) return {};
  const started = { command: command ?? (['train.py'] as const) };
  if (topology.kind === 'jax' || topology.processesPerNode === undefined || accelerators === undefined) {
    return { ...started, topology };
  }
  return { ...started, topology: { ...topology, processesPerNode: accelerators } };
}

/** Checkpoints wherever nodes may be on spot. */
function agreeingCheckpoints(
  { placement, accelerator, gpus }: JobPropsDescription,
  checkpoints: CheckpointsDescription | undefined,
): Places {
  const isPlaced = placement !== undefined || accelerator !== undefined || gpus !== undefined;
  if (checkpoints !== undefined || !isPlaced) return {};
  if (placement?.kind === 'pool') {
    const count = gpus ?? 1;
    const asked = accelerator ?? (gpus === undefined ? undefined : ({ kind: 'gpu', count } as const));
    if (samplePoolWith(asked, placement.pick).capacity.kind !== 'spot') return {};
  }
  return { checkpoints: { kind: 'own', reason: 'the program keeps them' } };
}

/** No name for an account that is not made. */
function agreeingNames({ names, serviceAccount }: JobPropsDescription): Pick<JobPropsDescription, 'names'> {
  if (names === undefined || serviceAccount === undefined) return {};
  const { serviceAccount: _, ...others } = names;
  return { names: others };
}
