/** The measured program: asks whether pods have nodes and room in a cluster, and prints what that cost in milliseconds of CPU time. */
import { nodePool, targetCluster } from '../lib';
import { verify, type Manifest } from '../lib/verify';
import { fitsTogether } from '../lib/verify/rules/fits-together';
import { podsSchedulable } from '../lib/verify/rules/pods-schedulable';

const pools = Array.from({ length: 50 }, (_, index) =>
  nodePool(`pool-${index}`, {
    machine: 'm7i.4xlarge',
    nodes: { min: 0, max: 100 },
    labels: { pool: `pool-${index}` },
  }),
);
const cluster = targetCluster({ name: 'fleet', cloud: 'eks', kubernetes: '1.34', nodePools: pools });

/** Each asks for another amount, and its ten pods keep apart; two of three name their pool. */
function deploymentAt(index: number): Manifest {
  const app = `app-${index}`;
  const labelSelector = { matchLabels: { app } };
  const topologyKey = 'kubernetes.io/hostname';
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace: 'models' },
    spec: {
      replicas: 10,
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: labelSelector,
      template: {
        metadata: { labels: { app } },
        spec: {
          ...(index % 3 > 0 && { nodeSelector: { pool: `pool-${index % pools.length}` } }),
          containers: [
            { name: 'main', image: 'main', resources: { requests: { cpu: `${100 + index}m`, memory: '1Gi' } } },
          ],
          topologySpreadConstraints: [{ topologyKey, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector }],
          affinity: {
            podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey, labelSelector }] },
          },
        },
      },
    },
  };
}

const [, , size = ''] = process.argv;
const manifests = Array.from({ length: Number(size) }, (_, index) => deploymentAt(index));
const before = process.cpuUsage();
const findings = verify(manifests, { rules: [podsSchedulable, fitsTogether], cluster });
const { user, system } = process.cpuUsage(before);
if (findings.some(({ severity }) => severity === 'error')) throw new Error('the pods of the benchmark shall have room');
console.log((user + system) / 1000);
