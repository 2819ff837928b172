import { execFile } from 'node:child_process';
import { vi } from 'vitest';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord, asString, type PlainRecord } from '../../lib/verify/untrusted';
import type { Cluster, Reply } from '../../lib/testing';
import { askOnce, type Question } from './traffic';

/** A pod as its controller and its node see it. */
export interface LivePod {
  readonly name: string;
  /** Whether its Service may send requests to it. */
  readonly ready: boolean;
  /** The whole seconds from the start of its server to when it was ready; NaN before. */
  readonly readyAfter: number;
  /** How often its containers were started again, all together. */
  readonly restarts: number;
  /** Whether it was told to leave. */
  readonly leaving: boolean;
  /** Where it answers inside of the cluster, once it has an address. */
  readonly address: string | undefined;
  /** The node that the scheduler gave it. */
  readonly node: string | undefined;
  /** Why the scheduler found no node for it, in its own words. */
  readonly unschedulable: string | undefined;
}

/** Minutes that a rollout may take on a machine with much else to do. */
const patience = 4;

/** A `ModelService` that runs in a cluster. */
export class LiveService {
  private readonly cluster: Cluster;
  private readonly namespace: string;
  private readonly name: string;

  constructor(cluster: Cluster, namespace: string, name: string) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * Applies objects as GitOps controllers do: by server-side apply, with strict validation.
   *
   * @throws Error when the API server refuses one, or warns
   */
  async apply(manifests: readonly Manifest[]): Promise<void> {
    const list = { apiVersion: 'v1', kind: 'List', items: manifests };
    const said = await this.kubectl(
      ['apply', '--server-side', '--validate=strict', '--filename=-'],
      JSON.stringify(list),
    );
    if (said.includes('Warning')) throw new Error(said);
  }

  /** Applies objects, and waits until all wanted pods are of this version and available. */
  async rollOut(manifests: readonly Manifest[]): Promise<void> {
    await this.apply(manifests);
    await this.kubectl(['rollout', 'status', `deployment/${this.name}`, `--timeout=${patience}m`]);
  }

  /** Rolls out, and waits until no earlier pod is left: a leaving pod serves until its very end. */
  async replace(manifests: readonly Manifest[]): Promise<void> {
    const before = new Set((await this.pods()).map(({ name }) => name));
    await this.rollOut(manifests);
    await this.waitFor((pods) => !pods.some(({ name }) => before.has(name)));
  }

  /** Evicts a pod, as the drain of a node does. */
  async evict(pod: string): Promise<void> {
    const { status, body } = await this.askToEvict(pod);
    if (status !== 201) throw new Error(`the eviction of ${pod}: ${status} ${JSON.stringify(body)}`);
  }

  /**
   * Evicts pods as `kubectl drain` does: all at once, and those that a budget keeps again each 5 seconds.
   *
   * @returns the fewest pods that were ready, and not told to leave, right after one was evicted
   */
  async drain(pods: readonly string[]): Promise<number> {
    const stayed: number[] = [];
    const evict = async (pod: string): Promise<void> => {
      for (;;) {
        // Where the budget changes meanwhile, the API server itself tries for some seconds before it answers.
        const { status, body } = await this.askToEvict(pod);
        if (status === 201) break;
        if (status !== 429) throw new Error(`the eviction of ${pod}: ${status} ${JSON.stringify(body)}`);
        await new Promise((resume) => setTimeout(resume, 5000));
      }
      stayed.push((await this.pods()).filter(({ ready, leaving }) => ready && !leaving).length);
    };
    await Promise.all(pods.map(evict));
    return Math.min(...stayed);
  }

  /** Deletes a pod, as `kubectl delete pod` does, and does not wait until it is gone. */
  async delete(pod: string): Promise<void> {
    await this.kubectl(['delete', `pod/${pod}`, '--wait=false']);
  }

  /** Waits, after something was done to pods, until they are gone and as many others are ready. */
  async replaced<Told>(lost: readonly string[], work: () => Promise<Told>): Promise<Told> {
    const count = (await this.pods()).length;
    const told = await work();
    await this.waitFor(
      (pods) => pods.length === count && pods.every(({ name, ready }) => ready && !lost.includes(name)),
    );
    return told;
  }

  /** Waits until its pods are as they should be. */
  async waitFor(wanted: (pods: readonly LivePod[]) => boolean): Promise<readonly LivePod[]> {
    const look = async (): Promise<readonly LivePod[]> => {
      const pods = await this.pods();
      if (!wanted(pods))
        throw new Error(`the pods of ${this.name} did not become as expected: ${JSON.stringify(pods)}`);
      return pods;
    };
    return vi.waitFor(look, { timeout: patience * 60_000, interval: 100 });
  }

  /** Its pods, the leaving ones too. */
  async pods(): Promise<readonly LivePod[]> {
    const selector = encodeURIComponent(`app.kubernetes.io/instance=${this.name}`);
    const { items } = await this.read(`/api/v1/namespaces/${this.namespace}/pods?labelSelector=${selector}`);
    return asArray(items).map((item) => {
      const { metadata, spec, status } = asRecord(item);
      const { conditions, containerStatuses } = asRecord(status);
      const running = asRecord(asRecord(asRecord(asArray(containerStatuses)[0])['state'])['running']);
      const ready = holds(conditions, 'Ready');
      return {
        name: String(asRecord(metadata)['name']),
        ready,
        readyAfter: ready ? secondsBetween(running['startedAt'], conditionOf(conditions, 'Ready')) : NaN,
        restarts: asArray(containerStatuses).reduce<number>(
          (sum, container) => sum + Number(asRecord(container)['restartCount']),
          0,
        ),
        leaving: 'deletionTimestamp' in asRecord(metadata),
        address: asString(asRecord(status)['podIP']),
        node: asString(asRecord(spec)['nodeName']),
        unschedulable: asString(conditionOf(conditions, 'PodScheduled')['message']),
      };
    });
  }

  /** What the scheduler says of a pod for which it finds no node. */
  async unschedulable(): Promise<string> {
    const pods = await this.waitFor((all) => all.some(({ unschedulable }) => unschedulable !== undefined));
    return pods.map(({ unschedulable }) => unschedulable ?? '').join('');
  }

  /** Whether its Deployment counts as available. */
  async isAvailable(): Promise<boolean> {
    const { status } = await this.read(`/apis/apps/v1/namespaces/${this.namespace}/deployments/${this.name}`);
    return holds(asRecord(status)['conditions'], 'Available');
  }

  /**
   * Where its Service answers on this machine.
   *
   * It waits for some answers first: the node may hear of a pod that is ready a second after its controller does.
   */
  async url(question: Question = askOnce): Promise<string> {
    const { spec } = await this.read(`/api/v1/namespaces/${this.namespace}/services/${this.name}`);
    const url = `http://${String(asRecord(spec)['clusterIP'])}/`;
    const answers = (): Promise<unknown> => Promise.all(Array.from({ length: 20 }, () => question(url)));
    await vi.waitFor(answers, { timeout: 30_000, interval: 200 });
    return url;
  }

  /** Evicts a pod, and waits until it is gone and another has its place. */
  async lose(pod: string): Promise<void> {
    await this.replaced([pod], () => this.evict(pod));
  }

  /** Asks for the removal of its pods, and waits for none. */
  async remove(): Promise<void> {
    await this.kubectl(['delete', `deployment/${this.name}`, '--wait=false']);
  }

  /** Where one of its pods shows its metrics, by what it tells Prometheus. */
  async metrics(): Promise<string> {
    const selector = encodeURIComponent(`app.kubernetes.io/instance=${this.name}`);
    const { items } = await this.read(`/api/v1/namespaces/${this.namespace}/pods?labelSelector=${selector}`);
    const { metadata, status } = asRecord(asArray(items)[0]);
    const said = asRecord(asRecord(metadata)['annotations']);
    const [port, path] = [said['prometheus.io/port'], said['prometheus.io/path']].map(String);
    return `http://${String(asRecord(status)['podIP'])}:${String(port)}${String(path)}`;
  }

  /** What a shell in the server's container prints, errors included. */
  async shell(pod: string, line: string): Promise<string> {
    return this.kubectl(['exec', pod, '--', 'sh', '-c', `{ ${line}; } 2>&1; true`]);
  }

  private askToEvict(pod: string): Promise<Reply> {
    return this.cluster.call({
      method: 'POST',
      path: `/api/v1/namespaces/${this.namespace}/pods/${pod}/eviction`,
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod } },
    });
  }

  private async read(path: string): Promise<Readonly<Record<string, unknown>>> {
    const { status, body } = await this.cluster.call({ method: 'GET', path });
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return asRecord(body);
  }

  private kubectl(what: readonly string[], input?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile('kubectl', ['--namespace', this.namespace, ...what], (error, stdout, stderr) => {
        if (error === null) resolve(stdout + stderr);
        else reject(new Error(`kubectl ${what.join(' ')}: ${stdout}${stderr}`));
      });
      child.stdin?.end(input);
    });
  }
}

function secondsBetween(start: unknown, { lastTransitionTime }: PlainRecord): number {
  return (Date.parse(String(lastTransitionTime)) - Date.parse(String(start))) / 1000;
}

function conditionOf(conditions: unknown, wanted: string): PlainRecord {
  return asRecord(asArray(conditions).find((condition) => asRecord(condition)['type'] === wanted));
}

function holds(conditions: unknown, wanted: string): boolean {
  return conditionOf(conditions, wanted)['status'] === 'True';
}
