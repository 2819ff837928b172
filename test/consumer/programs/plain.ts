/** Proofs without cdk8s: plain objects in, findings out. */
import { verify, type Finding, type Manifest } from 'modelyard/verify';

const stuck: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'stuck', namespace: 'models' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'stuck' } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
    template: { metadata: { labels: { app: 'stuck' } }, spec: { containers: [] } },
  },
};

const findings: readonly Finding[] = verify([stuck]);
if (!findings.some(({ severity, code }) => severity === 'error' && code === 'verify/rollout-cannot-move')) {
  throw new Error(`a rollout that cannot move went unnoticed: ${JSON.stringify(findings)}`);
}
