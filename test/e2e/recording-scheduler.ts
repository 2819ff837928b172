import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asArray, asRecord, asString } from '../../lib/verify/untrusted';

/** The name under which pods ask for it. */
export const schedulerName = 'modelyard-recording';

/** Which version of kube-scheduler is on the PATH; nothing where none is. */
export function versionOfScheduler(): string | undefined {
  const { status, stdout } = spawnSync('kube-scheduler', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().replace(/^Kubernetes /, '') : undefined;
}

/**
 * A kube-scheduler of its own that binds nothing: an extender writes down which nodes have passed all filters, and then
 * takes them out too, so that the cluster stays as it is however many pods are asked about.
 */
export class RecordingScheduler {
  private readonly passed = new Map<string, readonly string[]>();
  private readonly directory: string = mkdtempSync(join(tmpdir(), 'modelyard-scheduler-'));
  private readonly server: Server;
  private process: ChildProcess | undefined;
  private said = '';

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(this.record(JSON.parse(Buffer.concat(chunks).toString()))));
      });
    });
  }

  /** Starts one against the cluster of KUBECONFIG. */
  static async start(): Promise<RecordingScheduler> {
    const scheduler = new RecordingScheduler();
    await new Promise<void>((resolve) => scheduler.server.listen(0, '127.0.0.1', resolve));
    const { port } = scheduler.server.address() as AddressInfo;
    const file = join(scheduler.directory, 'scheduler.json');
    writeFileSync(file, JSON.stringify(configuration(port)));
    scheduler.process = spawn('kube-scheduler', [`--config=${file}`, '--secure-port=0', '--v=1'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    scheduler.process.stderr?.on('data', (chunk: Buffer) => {
      scheduler.said = (scheduler.said + chunk.toString()).slice(-4000);
    });
    return scheduler;
  }

  /** The nodes that have passed all filters for a pod, when it was last looked at; nothing where none has. */
  nodesFor(uid: string): readonly string[] | undefined {
    return this.passed.get(uid);
  }

  /** What it last had to say. */
  get log(): string {
    return this.said;
  }

  stop(): void {
    this.process?.kill();
    this.server.close();
    this.server.closeAllConnections();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private record(question: unknown): object {
    const { Pod: pod, NodeNames: names } = asRecord(question);
    const uid = asString(asRecord(asRecord(pod)['metadata'])['uid']) ?? '';
    const nodes = asArray(names).map(String);
    this.passed.set(uid, nodes);
    return { NodeNames: [], FailedNodes: Object.fromEntries(nodes.map((node) => [node, takenOut])) };
  }
}

/** The reason under which the scheduler counts nodes that have passed. */
export const takenOut = 'recorded';

function configuration(port: number): object {
  return {
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    leaderElection: { leaderElect: false },
    clientConnection: { kubeconfig: process.env['KUBECONFIG'], qps: 500, burst: 1000 },
    percentageOfNodesToScore: 100,
    podInitialBackoffSeconds: 1,
    podMaxBackoffSeconds: 1,
    // Evicting others to make room is another question.
    profiles: [{ schedulerName, plugins: { postFilter: { disabled: [{ name: '*' }] } } }],
    extenders: [{ urlPrefix: `http://127.0.0.1:${port}`, filterVerb: 'filter', nodeCacheCapable: true, weight: 1 }],
  };
}
