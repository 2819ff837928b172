import { nodePool } from 'modelyard';
import type { Manifest } from '../../lib/verify';
import { budget, deployment, job, object, workload } from '../verify/manifests';
import { clusterWith, type Broken } from './broken';

const probed = { startupProbe: { httpGet: { path: '/health', port: 8000 }, periodSeconds: 10, failureThreshold: 90 } };
/** A cluster whose nodes take six minutes. */
const slow = clusterWith({
  nodePools: [nodePool('cpu', { machine: 'm7i.4xlarge', nodes: { min: 1, max: 6 }, nodeBoot: '6m' })],
});
const rolling = (fields: object): Manifest => deployment({ spec: { strategy: { rollingUpdate: fields } } });
const daemon = (fields: object): Manifest =>
  workload('apps/v1', 'DaemonSet', { spec: { updateStrategy: { rollingUpdate: fields } } });
const three = deployment({ spec: { replicas: 3 } });
const claim = (...accessModes: readonly string[]): Manifest =>
  object(
    'v1',
    'PersistentVolumeClaim',
    { name: 'models' },
    {
      accessModes,
      storageClassName: accessModes.includes('ReadWriteMany') ? 'efs' : 'gp3',
      resources: { requests: { storage: '100Gi' } },
    },
  );
const holding = (spec: object): Manifest =>
  deployment({
    spec: { ...spec },
    pod: { volumes: [{ name: 'models', persistentVolumeClaim: { claimName: 'models' } }] },
  });
const recreate = { strategy: { type: 'Recreate' } };
const held = 'Deployment chat spec.template.spec.volumes[0].persistentVolumeClaim.claimName';

/** Rollouts that do not end, and drains that wait. */
export const rollouts: readonly Broken[] = [
  {
    what: 'a rollout that may neither add a pod nor take one away',
    rules: ['S-16'],
    broken: [rolling({ maxSurge: 0, maxUnavailable: 0 })],
    mended: [rolling({ maxSurge: 1, maxUnavailable: 0 })],
    code: 'verify/rollout-cannot-move',
    at: 'Deployment chat spec.strategy.rollingUpdate',
  },
  {
    what: 'a DaemonSet that may have two pods on a node and none',
    rules: ['S-16'],
    broken: [daemon({ maxSurge: 1, maxUnavailable: 1 })],
    mended: [daemon({ maxSurge: 1, maxUnavailable: 0 })],
    code: 'verify/rollout-cannot-move',
    at: 'DaemonSet chat spec.updateStrategy.rollingUpdate',
  },
  {
    what: 'all pods replaced at once, with a surge',
    rules: ['S-16'],
    broken: [deployment({ spec: { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } } })],
    mended: [deployment({ spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } })],
    code: 'verify/rollout-cannot-move',
    at: 'Deployment chat spec.strategy.rollingUpdate',
  },
  {
    what: 'a share of pods without its sign',
    rules: ['S-16'],
    broken: [rolling({ maxSurge: '25' })],
    mended: [rolling({ maxSurge: '25%' })],
    code: 'verify/not-a-share',
    at: 'Deployment chat spec.strategy.rollingUpdate.maxSurge',
  },
  {
    what: 'a deadline before a pod counts',
    rules: ['S-03'],
    broken: [deployment({ spec: { minReadySeconds: 60, progressDeadlineSeconds: 60 } })],
    mended: [deployment({ spec: { minReadySeconds: 60, progressDeadlineSeconds: 600 } })],
    code: 'verify/deadline-before-ready',
    at: 'Deployment chat spec.progressDeadlineSeconds',
  },
  {
    what: 'a deadline of ten minutes for a model that may load for fifteen',
    rules: ['S-03'],
    broken: [deployment({ container: probed })],
    mended: [deployment({ container: probed, spec: { progressDeadlineSeconds: 1500 } })],
    code: 'verify/deadline-before-startup',
    at: 'Deployment chat spec.progressDeadlineSeconds',
    severity: 'warning',
  },
  {
    what: 'a deadline before the start on a node that has yet to boot',
    rules: ['S-03'],
    broken: { manifests: [deployment({ container: probed, spec: { progressDeadlineSeconds: 1200 } })], cluster: slow },
    mended: { manifests: [deployment({ container: probed, spec: { progressDeadlineSeconds: 1500 } })], cluster: slow },
    code: 'verify/deadline-before-startup',
    at: 'Deployment chat spec.progressDeadlineSeconds',
    severity: 'warning',
  },
  {
    what: 'a budget that keeps the only replica',
    rules: ['S-36'],
    broken: [deployment(), budget({ minAvailable: 1 })],
    mended: [deployment(), budget({ maxUnavailable: 1 })],
    code: 'verify/budget-blocks-drain',
    at: 'PodDisruptionBudget chat spec.minAvailable',
    severity: 'warning',
  },
  {
    what: 'a budget that lets none go',
    rules: ['S-36'],
    broken: [three, budget({ maxUnavailable: 0 })],
    mended: [three, budget({ maxUnavailable: 1 })],
    code: 'verify/budget-blocks-drain',
    at: 'PodDisruptionBudget chat spec.maxUnavailable',
    severity: 'warning',
  },
  {
    what: 'a budget whose share of three is all three',
    rules: ['S-37'],
    broken: [three, budget({ minAvailable: '67%' })],
    mended: [three, budget({ minAvailable: '66%' })],
    code: 'verify/budget-blocks-drain',
    at: 'PodDisruptionBudget chat spec.minAvailable',
    severity: 'warning',
  },
  {
    what: 'a budget with both of its limits',
    rules: ['S-37'],
    broken: [three, budget({ minAvailable: 1, maxUnavailable: 1 })],
    mended: [three, budget({ maxUnavailable: 1 })],
    code: 'verify/budget-says-both',
    at: 'PodDisruptionBudget chat spec',
  },
  {
    what: 'a budget that counts the pods of a Job',
    rules: ['S-37'],
    broken: [job({ labels: { app: 'chat' } }), budget({ maxUnavailable: 1 })],
    mended: [job({ labels: { app: 'chat' } }), budget({ minAvailable: 0 })],
    code: 'verify/budget-cannot-count',
    at: 'PodDisruptionBudget chat spec.maxUnavailable',
    severity: 'warning',
  },
  {
    what: 'a budget that keeps pods which never become ready',
    rules: ['S-37'],
    broken: [three, budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: undefined })],
    mended: [three, budget({ maxUnavailable: 1 })],
    code: 'verify/budget-keeps-unhealthy',
    at: 'PodDisruptionBudget chat spec.unhealthyPodEvictionPolicy',
    severity: 'warning',
  },
  {
    what: 'two budgets for one pod',
    rules: ['S-37'],
    broken: [
      three,
      budget({ maxUnavailable: 1 }),
      budget({ maxUnavailable: 1 }, { name: 'second', labels: { app: 'chat' } }),
    ],
    mended: [three, budget({ maxUnavailable: 1 })],
    code: 'verify/two-budgets',
    at: 'PodDisruptionBudget second spec.selector',
  },
  {
    what: 'two replicas with a volume of one node',
    rules: ['S-71', 'T-56'],
    broken: [claim('ReadWriteOnce'), holding({ replicas: 2, ...recreate })],
    mended: [claim('ReadWriteMany'), holding({ replicas: 2, ...recreate })],
    code: 'verify/claim-not-shared',
    at: held,
    severity: 'warning',
  },
  {
    what: 'two replicas with a volume of one pod',
    rules: ['S-71'],
    broken: [claim('ReadWriteOncePod'), holding({ replicas: 2, ...recreate })],
    mended: [claim('ReadWriteOncePod'), holding({ replicas: 1, ...recreate })],
    code: 'verify/claim-not-shared',
    at: held,
  },
  {
    what: 'a rollout beside the pod that holds the volume of one node',
    rules: ['S-71'],
    broken: [claim('ReadWriteOnce'), holding({})],
    mended: [claim('ReadWriteOnce'), holding(recreate)],
    code: 'verify/claim-stops-rollout',
    at: held,
    severity: 'warning',
  },
  {
    what: 'a rollout beside the pod that holds the volume of one pod',
    rules: ['S-71'],
    broken: [claim('ReadWriteOncePod'), holding({})],
    mended: [claim('ReadWriteOncePod'), holding({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } })],
    code: 'verify/claim-stops-rollout',
    at: held,
    severity: 'warning',
  },
  {
    what: 'a selector that does not select the pods beside it',
    rules: ['N-12'],
    broken: [deployment({ spec: { selector: { matchLabels: { app: 'ranker' } } } })],
    mended: [deployment({ spec: { selector: { matchLabels: { app: 'chat' } } } })],
    code: 'verify/selector-misses-own-pods',
    at: 'Deployment chat spec.selector',
  },
  {
    what: "a selector that selects another controller's pods",
    rules: ['N-12'],
    thread: 'https://github.com/kubernetes/kubernetes/issues/79365',
    broken: [deployment(), deployment({ name: 'canary', labels: { app: 'chat' } })],
    mended: [deployment(), deployment({ name: 'canary', labels: { app: 'canary' } })],
    code: 'verify/selectors-overlap',
    at: 'Deployment canary spec.selector',
    severity: 'warning',
  },
];
