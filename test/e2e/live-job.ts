import { execFile } from 'node:child_process';
import { vi } from 'vitest';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asInteger, asRecord, asString, type PlainRecord } from '../../lib/verify/untrusted';

/** A pod of a run. */
export interface JobPod {
  readonly name: string;
  readonly phase: string;
  /** What its training container ended with; nothing while it runs. */
  readonly exitCode: number | undefined;
}

/** Minutes that a run may take on a machine with much else to do. */
const patience = 5;

/** Jobs and their pods in a namespace of a cluster, by kubectl. */
export class LiveJobs {
  private readonly namespace: string;

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  /** Applies objects on the server's side, with strict validation, in the namespace of the test. */
  async apply(manifests: readonly Manifest[]): Promise<void> {
    const items = manifests.map((manifest) => ({
      ...manifest,
      metadata: { ...asRecord(manifest.metadata), namespace: this.namespace },
    }));
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const said = await this.kubectl(['apply', '--server-side', '--validate=strict', '--filename=-'], list);
    if (said.includes('Warning')) throw new Error(said);
  }

  /** Waits until a Job has a condition, and gives its reason. */
  async ends(job: string, as: 'Complete' | 'Failed'): Promise<string> {
    return vi.waitFor(
      async () => {
        const status = asRecord((await this.read(`job/${job}`))['status']);
        const found = asArray(status['conditions']).map(asRecord);
        const reached = found.find(({ type, status: holds }) => type === as && holds === 'True');
        if (reached !== undefined) return String(reached['reason'] ?? '');
        const other = as === 'Complete' ? 'Failed' : 'Complete';
        const wrong = found.some(({ type, status: holds }) => type === other && holds === 'True');
        throw new Error(`${job} ${wrong ? `is ${other}` : 'has not ended'}: ${JSON.stringify(status)}`);
      },
      { timeout: patience * 60_000, interval: 500 },
    );
  }

  /** The pods of a run, in the order in which they were made. */
  async pods(job: string): Promise<readonly JobPod[]> {
    const { items } = await this.read('pods', `--selector=batch.kubernetes.io/job-name=${job}`);
    const pods = asArray(items).map(asRecord);
    return pods
      .sort((left, right) => createdAt(left) - createdAt(right))
      .map(({ metadata, status }) => ({
        name: String(asRecord(metadata)['name']),
        phase: String(asRecord(status)['phase']),
        exitCode: exitCodeOf(asRecord(status)),
      }));
  }

  /** Waits until a pod of a run, other than those given, has said something in a container, and names it. */
  async says(job: string, what: RegExp, but: readonly string[] = [], container = 'train'): Promise<[string, string]> {
    return vi.waitFor(
      async () => {
        for (const { name } of await this.pods(job)) {
          if (but.includes(name)) continue;
          const said = await this.log(name, container);
          const found = what.exec(said);
          if (found !== null) return [name, found[0]];
        }
        throw new Error(`no pod of ${job} says ${String(what)}: ${JSON.stringify(await this.pods(job))}`);
      },
      { timeout: patience * 60_000, interval: 300 },
    );
  }

  /** What a container of a pod has printed; nothing before it has started. */
  async log(pod: string, container: string): Promise<string> {
    return this.kubectl(['logs', pod, `--container=${container}`]).catch(() => '');
  }

  async read(...what: readonly string[]): Promise<PlainRecord> {
    return asRecord(JSON.parse(await this.kubectl(['get', ...what, '--output=json'])));
  }

  async kubectl(what: readonly string[], input?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        'kubectl',
        ['--namespace', this.namespace, ...what],
        { maxBuffer: 2 ** 26 },
        (error, stdout, stderr) => {
          if (error === null) resolve(stdout + stderr);
          else reject(new Error(`kubectl ${what.join(' ')}: ${stdout}${stderr}`));
        },
      );
      child.stdin?.end(input);
    });
  }
}

function createdAt({ metadata }: PlainRecord): number {
  return Date.parse(String(asRecord(metadata)['creationTimestamp']));
}

function exitCodeOf({ initContainerStatuses, containerStatuses }: PlainRecord): number | undefined {
  const all = [...asArray(initContainerStatuses), ...asArray(containerStatuses)].map(asRecord);
  const train = all.find(({ name }) => asString(name) === 'train');
  return asInteger(asRecord(asRecord(train?.['state'])['terminated'])['exitCode']);
}
