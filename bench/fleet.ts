/** The measured program: makes and synthesises a fleet of language models, and prints what that cost in milliseconds of CPU time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { App, ModelService, models, nodePool, targetCluster, unpinned } from '../lib';

class QuietApp extends App {
  protected override report(): void {
    // One line on a terminal is no part of the work.
  }
}

const [, , sizing = '', size = ''] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'modelyard-bench-'));
const small = nodePool('small', { machine: 'g6.12xlarge', nodes: { min: 0, max: 10_000 }, diskGib: 200 });
const large = nodePool('large', { machine: 'p5.48xlarge', nodes: { min: 0, max: 10_000 }, diskGib: 1_000 });
const cluster = targetCluster({ name: 'fleet', cloud: 'eks', kubernetes: '1.34', nodePools: [small, large] });
const sizes = [
  { architecture: models.llama31_8b, placement: small, tensorParallel: 4 },
  { architecture: models.qwen25_7b, placement: small, tensorParallel: 4 },
  { architecture: models.qwen3_32b, placement: large, tensorParallel: 4 },
  { architecture: models.llama31_70b, placement: large, tensorParallel: 8 },
] as const;

const before = process.cpuUsage();
const app = new QuietApp({ outdir: join(folder, 'out'), cluster });
for (let index = 0; index < Number(size); index++) {
  const { architecture, placement, tensorParallel } = sizes[index % sizes.length] ?? sizes[0];
  new ModelService(new Chart(app, `chat-${index}`, { namespace: 'models' }), `chat-${index}`, {
    model: {
      source: { kind: 'object-store', uri: `s3://weights/${index}/`, access: { kind: 'ambient' } },
      // Without the sizes of the model nothing can be computed, and all else stays as it is.
      architecture: sizing === 'sized' ? architecture : undefined,
    },
    runtime: {
      kind: 'vllm',
      image: unpinned('vllm/vllm-openai:v0.33.0', 'a benchmark'),
      tensorParallel,
      // Each its own, so that no answer serves two.
      contextLength: 4_096 + index,
    },
    load: { concurrency: 4, tokensPerRequest: 2_048 },
    placement,
  });
}
app.synth();
const { user, system } = process.cpuUsage(before);
rmSync(folder, { recursive: true });
console.log((user + system) / 1000);
