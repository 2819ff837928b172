import type { Manifest } from '../../lib/verify/manifest';
import type { LiveJobs } from './live-job';

/** Rows of a real dataset, which comes with scikit-learn: 569 of them, 30 numbers each, and the class last. */
const rows = `
from sklearn.datasets import load_breast_cancer
import csv, pathlib
data = load_breast_cancer()
folder = pathlib.Path("/data/churn/customers")
folder.mkdir(parents=True)
with open(folder / "rows.csv", "w", newline="") as file:
    csv.writer(file).writerows([*row, label] for row, label in zip(data.data.tolist(), data.target.tolist()))
`;

const labels = { app: 'objects' };

/** A server that speaks S3, rclone's own, over a folder that holds a dataset; and a Secret with its keys. */
export function objectServer(image: string): readonly Manifest[] {
  const securityContext = {
    runAsNonRoot: true,
    runAsUser: 1000,
    fsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const container = {
    image,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'objects' },
      stringData: { id: 'a-test', key: 'of-no-use-elsewhere' },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'objects' },
      spec: { selector: labels, ports: [{ port: 9000 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'objects' },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            securityContext,
            initContainers: [{ ...container, name: 'rows', command: ['python3', '-c', rows] }],
            containers: [
              {
                ...container,
                name: 'server',
                command: ['rclone', '--config=', 'serve', 's3', '--addr=:9000', '/data'],
                args: ['--auth-key=$(ID),$(KEY)'],
                env: [
                  { name: 'HOME', value: '/tmp' },
                  { name: 'ID', valueFrom: { secretKeyRef: { name: 'objects', key: 'id' } } },
                  { name: 'KEY', valueFrom: { secretKeyRef: { name: 'objects', key: 'key' } } },
                ],
                readinessProbe: { tcpSocket: { port: 9000 }, periodSeconds: 1 },
              },
            ],
            volumes: [{ name: 'data', emptyDir: {} }],
          },
        },
      },
    },
  ];
}

/** What a shell beside the server prints, in the folder of the bucket. */
export async function inBucket(jobs: LiveJobs, line: string): Promise<string> {
  return jobs.kubectl([
    'exec',
    'deployment/objects',
    '--container=server',
    '--',
    'sh',
    '-c',
    `cd /data/churn && ${line}`,
  ]);
}
