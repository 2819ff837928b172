import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { asArray, asRecord } from '../../lib/verify/untrusted';

/** Prometheus itself, where it is on the PATH: it scrapes each second what it is told of. */
export class Prometheus {
  /** Where it answers queries, on this machine alone. */
  readonly address: string;
  private readonly folder: string;
  private readonly process: ChildProcess;
  private readonly targets: Record<string, string> = {};

  private constructor(address: string, folder: string, process: ChildProcess) {
    this.address = address;
    this.folder = folder;
    this.process = process;
  }

  /** Whether it can be started. */
  static get isThere(): boolean {
    return spawnSync('prometheus', ['--version']).error === undefined;
  }

  /** Starts one, and waits until it answers. */
  static async start(): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
    const port = await freePort();
    const scrape = { job_name: 'all', scrape_interval: '1s', file_sd_configs: [{ files: ['targets.json'] }] };
    // YAML takes JSON as it is.
    await writeFile(join(folder, 'prometheus.yml'), JSON.stringify({ scrape_configs: [scrape] }));
    await writeFile(join(folder, 'targets.json'), '[]');
    const process = spawn('prometheus', [`--web.listen-address=127.0.0.1:${port}`, '--storage.tsdb.path=data'], {
      cwd: folder,
      stdio: 'ignore',
    });
    const prometheus = new Prometheus(`http://127.0.0.1:${port}`, folder, process);
    const answers = async (): Promise<void> => {
      const { status } = await fetch(`${prometheus.address}/-/ready`);
      if (status !== 200) throw new Error(`Prometheus is not ready: ${status}`);
    };
    await vi.waitFor(answers, { timeout: 60_000, interval: 200 });
    return prometheus;
  }

  /** Adds to what it scrapes: hosts with their ports, by the value of a label `of`. */
  async scrape(targets: Readonly<Record<string, string>>): Promise<void> {
    Object.assign(this.targets, targets);
    const groups = Object.entries(this.targets).map(([of, target]) => ({ targets: [target], labels: { of } }));
    // It reads the file as soon as it changes, and half of it is none.
    const whole = join(this.folder, `targets-${Object.keys(this.targets).join('-')}`);
    await writeFile(whole, JSON.stringify(groups));
    await rename(whole, join(this.folder, 'targets.json'));
  }

  /** The number that a query gives, or undefined where it gives none. */
  async ask(query: string): Promise<number | undefined> {
    const reply = await fetch(`${this.address}/api/v1/query?query=${encodeURIComponent(query)}`);
    const [first] = asArray(asRecord(asRecord(await reply.json())['data'])['result']);
    return first === undefined ? undefined : Number(asArray(asRecord(first)['value'])[1]);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill();
    await ended;
    await rm(this.folder, { recursive: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no port is free'));
      });
    });
  });
}
