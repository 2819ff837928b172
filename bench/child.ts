/** The measured program: does one piece of work in a process of its own, and prints what it cost in milliseconds of CPU time. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App as Cdk8sApp } from 'cdk8s';
import { App, nodePool, targetCluster } from '../lib';
import { YamlWriter } from '../lib/app/yaml';
import { fillWithChain, fillWithCharts, type Workload } from './workload';

class QuietApp extends App {
  protected override report(): void {
    // One line on a terminal is no part of the work.
  }
}

/** The least that must be done, in the same steps: all objects rendered, then all texts made, then all files written. */
function renderAndWrite(app: Cdk8sApp): void {
  const rendered = app.node.children.map((chart) => {
    const objects = chart.node.children.filter((child) => ApiObject.isApiObject(child));
    return { name: chart.node.id, manifests: objects.map((object): unknown => object.toJson()) };
  });
  const writer = new YamlWriter();
  const texts = rendered.map(({ name, manifests }) => ({ name, text: writer.stringify(manifests) }));
  mkdirSync(app.outdir, { recursive: true });
  for (const { name, text } of texts) writeFileSync(join(app.outdir, `${name}.k8s.yaml`), text);
}

/** A cluster with room for everything. */
const roomy = targetCluster({
  name: 'roomy',
  cloud: 'eks',
  kubernetes: '1.34',
  nodePools: [nodePool('general', { machine: 'm7i.4xlarge', nodes: { min: 0, max: 10_000 } })],
});

const [, , subject = '', size = '', workloadFile] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'modelyard-bench-'));
const props = { outdir: join(folder, 'out') };
const subjects: Readonly<Record<string, () => Cdk8sApp>> = {
  ours: () => new QuietApp(props),
  'ours-without-rules': () => new QuietApp({ ...props, rules: [] }),
  'ours-for-a-cluster': () => new QuietApp({ ...props, cluster: roomy }),
};
const app = subjects[subject]?.() ?? new Cdk8sApp(props);
if (workloadFile === undefined) {
  fillWithChain(app, Number(size));
} else {
  const workload: Workload = JSON.parse(readFileSync(workloadFile, 'utf8'));
  fillWithCharts(app, workload, Number(size));
}
const before = process.cpuUsage();
if (subject === 'render-and-write') renderAndWrite(app);
else app.synth();
const { user, system } = process.cpuUsage(before);
const whole = process.cpuUsage();
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ work: (user + system) / 1000, process: (whole.user + whole.system) / 1000 }));
