import type { Manifest } from '../../../lib/verify';

// Claims, volumes and classes of storage, one for each thing that the scheduler looks at; they stay while worlds change.

const wait = 'modelyard-waits';
const waitInA = 'modelyard-waits-in-a';
const local = 'modelyard-local';
const now = 'modelyard-now';

/** The StorageClasses: none has a provisioner that does anything. */
export const storageClasses: readonly Manifest[] = [
  { name: wait, volumeBindingMode: 'WaitForFirstConsumer', provisioner: 'modelyard.test/none' },
  {
    name: waitInA,
    volumeBindingMode: 'WaitForFirstConsumer',
    provisioner: 'modelyard.test/none',
    allowedTopologies: [{ matchLabelExpressions: [{ key: 'topology.kubernetes.io/zone', values: ['a'] }] }],
  },
  { name: local, volumeBindingMode: 'WaitForFirstConsumer', provisioner: 'kubernetes.io/no-provisioner' },
  { name: now, volumeBindingMode: 'Immediate', provisioner: 'modelyard.test/none' },
].map(({ name, ...fields }) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  ...fields,
}));

interface VolumeDescription {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly size?: string;
  readonly modes?: readonly string[];
  readonly storageClassName?: string;
  /** A label that nodes must have to reach it. */
  readonly reachedFrom?: readonly [key: string, value: string];
  /** The claim that it is for. */
  readonly claim?: string;
}

const volumeDescriptions: readonly VolumeDescription[] = [
  { name: 'in-a', claim: 'in-a', labels: { 'topology.kubernetes.io/zone': 'a' } },
  { name: 'in-a-or-b', claim: 'in-a-or-b', labels: { 'topology.kubernetes.io/zone': 'a__b' } },
  { name: 'in-b-of-old', claim: 'in-b-of-old', labels: { 'failure-domain.beta.kubernetes.io/zone': 'b' } },
  { name: 'pinned', claim: 'pinned', reachedFrom: ['pool', 'gpu'] },
  { name: 'exclusive', claim: 'exclusive', modes: ['ReadWriteOncePod'] },
  { name: 'local-small', size: '5Gi', storageClassName: local, reachedFrom: ['topology.kubernetes.io/zone', 'b'] },
  { name: 'local-large', size: '20Gi', storageClassName: local, reachedFrom: ['pool', 'cpu'] },
];

/** The PersistentVolumes of a namespace of claims, named for a run. */
export function volumesOf(run: string, namespace: string): readonly Manifest[] {
  return volumeDescriptions.map(
    ({ name, labels = {}, size = '10Gi', modes = ['ReadWriteOnce'], storageClassName = '', reachedFrom, claim }) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${run}-${name}`, labels },
      spec: {
        capacity: { storage: size },
        accessModes: modes,
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName,
        csi: { driver: 'modelyard.test', volumeHandle: `${run}-${name}` },
        ...(claim === undefined
          ? {}
          : { claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claim } }),
        ...(reachedFrom === undefined ? {} : { nodeAffinity: { required: affinityOf(reachedFrom) } }),
      },
    }),
  );
}

function affinityOf([key, value]: readonly [string, string]): object {
  return { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }] };
}

/** The claims, by what there is to say of each; those with a volume are bound to it. */
export const claimNames = {
  bound: ['in-a', 'in-a-or-b', 'in-b-of-old', 'pinned', 'exclusive'],
  waiting: ['waiting', 'waiting-in-a', 'local', 'local-too-large'],
  unbound: ['unbound'],
  missing: ['missing'],
} as const;

const waitingClaims = [
  { name: 'waiting', storageClassName: wait, size: '1Gi' },
  { name: 'waiting-in-a', storageClassName: waitInA, size: '1Gi' },
  { name: 'local', storageClassName: local, size: '4Gi' },
  { name: 'local-too-large', storageClassName: local, size: '10Gi' },
  { name: 'unbound', storageClassName: now, size: '1Gi' },
];

/** The PersistentVolumeClaims. */
export function claimsOf(run: string, namespace: string): readonly Manifest[] {
  const bound = volumeDescriptions.flatMap(({ claim, modes = ['ReadWriteOnce'] }) =>
    claim === undefined
      ? []
      : [{ name: claim, modes, size: '10Gi', storageClassName: '', volumeName: `${run}-${claim}` }],
  );
  const waiting = waitingClaims.map((claim) => ({ ...claim, modes: ['ReadWriteOnce'] }));
  return [...bound, ...waiting].map(({ name, modes, size, ...spec }) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { ...spec, accessModes: modes, resources: { requests: { storage: size } } },
  }));
}
