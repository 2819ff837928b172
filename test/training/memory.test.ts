import { App, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import {
  BatchTrainingJob,
  models,
  nodePool,
  unpinned,
  warningsOf,
  type BatchTrainingJobProps,
  type IssueDetails,
  type TrainedModel,
} from 'modelyard';
import { issuesOf, notKnownOf } from '../../lib/core';

const h100 = nodePool('h100', { machine: 'p5.48xlarge', nodes: { min: 0, max: 4 } });
const l4 = nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 0, max: 4 } });

const llama: TrainedModel = { architecture: models.llama31_8b, batch: { sequences: 1, tokens: 4096 } };

/** What is said of a job that trains a model. */
function said(
  model: TrainedModel,
  props: Partial<BatchTrainingJobProps> = {},
): Readonly<Record<'issues' | 'warnings' | 'open', readonly IssueDetails[]>> {
  const chart = new Chart(new App(), 'training');
  const job = new BatchTrainingJob(chart, 'job', {
    image: unpinned('myuser/training:v1', 'a test'),
    command: ['train.py'],
    placement: h100,
    gpus: 8,
    model,
    ...props,
  });
  const details = (found: readonly IssueDetails[]): readonly IssueDetails[] =>
    found
      .filter(({ code }) => code.startsWith('training/') || code.startsWith('sizing/'))
      .map(({ code, property, given, message, fix }) => ({ code, property, given, message, fix }));
  return { issues: details(issuesOf(job)), warnings: details(warningsOf(job)), open: details(notKnownOf(job)) };
}

describe('the memory of what is trained', () => {
  it('is judged by all GPUs of a run, over which its states are spread', () => {
    const spread = { ...llama, spread: { kind: 'fsdp' } } as const;
    expect(said(spread)).toEqual({ issues: [], warnings: [], open: [] });
    const many = { topology: { kind: 'torchrun', nodes: 4 } } as const;
    const wide = { ...spread, batch: { sequences: 4, tokens: 8192 }, activations: 'checkpointed' } as const;
    expect(said(wide, { ...many, copyWith: unpinned('rclone/rclone:1.76.0', 'a test') }).issues).toEqual([]);
  });

  it('is refused where it is more than a GPU has, with what would make it fit', () => {
    expect(said(llama)).toMatchInlineSnapshot(`
      {
        "issues": [
          {
            "code": "training/does-not-fit",
            "fix": "model: { spread: { kind: 'fsdp' } }; or model: { trainable: { kind: 'lora', rank: 16 } }; or model: { trainable: { rank: 16, kind: 'qlora' } }; or 16 GPUs with spread: { kind: 'fsdp' }; or GPUs with 199.4 GiB",
            "given": "one H100",
            "message": "each GPU needs 181.0 GiB of its 79.6 GiB, ±10 %: 29.9 GiB for weights, 29.9 GiB for gradients, 59.8 GiB for the optimizer, 59.8 GiB for buffers, 1.5 GiB for CUDA",
            "property": "model",
          },
        ],
        "open": [],
        "warnings": [],
      }
    `);
  });

  it('is warned of where it is too close to call', () => {
    const close = { ...llama, spread: { kind: 'fsdp' }, batch: { sequences: 1, tokens: 8192 } } as const;
    expect(said(close).warnings.map(({ code }) => code)).toEqual(['training/may-not-fit']);
  });

  it('is left open without the sizes of the model, or the GPU', () => {
    expect(said({ ...llama, architecture: { parameters: 1e9 } }).open).toMatchInlineSnapshot(`
      [
        {
          "code": "training/not-known-fit",
          "fix": "architecture: models.llama31_8b, or modelFrom('config.json')",
          "given": undefined,
          "message": "whether it fits is not known: what activations and the loss take: no sizes are given",
          "property": "model",
        },
      ]
    `);
    const anywhere = { placement: undefined, resources: { cpu: 1, memory: '1Gi' } } as const;
    expect(said(llama, anywhere).open).toMatchInlineSnapshot(`
      [
        {
          "code": "training/not-known-fit",
          "fix": "a placement in a pool whose machine is known, or accelerator: { kind, model, count }",
          "given": undefined,
          "message": "whether it fits is not known: how much memory of which GPU it gets",
          "property": "model",
        },
      ]
    `);
  });

  it('is not asked for where numbers cannot be', () => {
    expect(said({ ...llama, batch: { sequences: 0, tokens: 1 } }).issues).toMatchInlineSnapshot(`
      [
        {
          "code": "sizing/invalid-amount",
          "fix": "1, or more",
          "given": "0",
          "message": "is no whole number above zero",
          "property": "model.batch.sequences",
        },
      ]
    `);
    expect(said(llama, { placement: l4, gpus: 4 }).issues.map(({ code }) => code)).toEqual(['training/does-not-fit']);
  });
});
