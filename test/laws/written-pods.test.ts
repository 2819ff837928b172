import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import type { Container, PodTemplate } from '../../lib';
import { buildApp } from '../generated/build-app';
import { appsOf } from '../generated/generated-apps';
import { anyText } from '../generated/hostile-text';
import { qualifiedName } from '../generated/valid-names';
import { podsOf } from './rendered-services';

// What a pod was rendered as is what transformPod returns; that shall stand in the file, whatever it is.

/** What Kubernetes has learnt since the schema of cdk8s-plus was made, and what nobody has heard of yet. */
interface Additions {
  readonly podLevelResources: boolean;
  readonly resourceClaims: boolean;
  readonly imageVolume: string | undefined;
  readonly sleep: number | undefined;
  readonly gpus: number | undefined;
  readonly unknown: unknown;
}

const { anything } = fc.letrec((tie) => ({
  anything: fc.oneof(
    { depthSize: 'small' },
    anyText,
    fc.integer(),
    fc.constantFrom(0.1, 1e21, -2.5, true, false),
    fc.array(tie('anything'), { maxLength: 3 }),
    fc.dictionary(qualifiedName, tie('anything'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const additions: fc.Arbitrary<Additions> = fc.record({
  podLevelResources: fc.boolean(),
  resourceClaims: fc.boolean(),
  imageVolume: fc.option(anyText, { nil: undefined }),
  sleep: fc.option(fc.integer({ min: 0, max: 3600 }), { nil: undefined }),
  gpus: fc.option(fc.integer({ min: 1, max: 16 }), { nil: undefined }),
  unknown: fc.option(anything, { nil: undefined }),
});

test('what a pod is rendered as is what stands in the file', () => {
  let compared = 0;
  fc.assert(
    fc.property(appsOf(1), additions, (description, added) => {
      const rendered: PodTemplate[] = [];
      const lastWord = (template: PodTemplate): PodTemplate => {
        const marked = mark(withAdditions(template, added), rendered.length);
        rendered.push(marked);
        return marked;
      };
      const written = inFolder((outdir) => {
        // What is unknown may well be wrong: here it shall only be written.
        buildApp(description, { lastWord, outdir, rules: [] }).app.synth();
        return templatesIn(outdir);
      });
      deepStrictEqual(
        rendered.map((_, index) => written.get(index)),
        rendered.map(plain),
      );
      compared += rendered.length;
    }),
    { numRuns: 1000 },
  );
  expect(compared).toBeGreaterThanOrEqual(1000);
});

function withAdditions({ metadata, spec }: PodTemplate, added: Additions): PodTemplate {
  const { imageVolume, unknown } = added;
  return {
    metadata,
    spec: {
      ...spec,
      containers: spec.containers.map((container) => withContainerAdditions(container, added)),
      ...(added.podLevelResources ? { resources: { limits: { cpu: '4', memory: '8Gi' } } } : {}),
      ...(added.resourceClaims
        ? { resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'one-gpu' }, { name: 'nic' }] }
        : {}),
      ...(imageVolume === undefined
        ? {}
        : { volumes: [...(spec.volumes ?? []), { name: 'model', image: { reference: imageVolume } }] }),
      ...(unknown === undefined ? {} : { unknown }),
    },
  };
}

function withContainerAdditions(container: Container, { resourceClaims, sleep, gpus }: Additions): Container {
  const resources: unknown = {
    ...container.resources,
    ...(resourceClaims ? { claims: [{ name: 'gpu', request: 'first' }] } : {}),
    ...(gpus === undefined ? {} : { limits: { ...container.resources?.limits, 'nvidia.com/gpu': gpus } }),
  };
  return {
    ...container,
    // Numbers are no texts, as the library's type has amounts, and claims are newer than it.
    resources: resources as Container['resources'],
    ...(sleep === undefined ? {} : { lifecycle: { ...container.lifecycle, preStop: { sleep: { seconds: sleep } } } }),
  };
}

const markKey = 'example.com/pod';

/** By which a pod is found again, whatever its controller is called. */
function mark(template: PodTemplate, index: number): PodTemplate {
  const annotations = { ...template.metadata.annotations, [markKey]: String(index) };
  return { ...template, metadata: { ...template.metadata, annotations } };
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'modelyard-law-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The pod templates in the files of a folder, by their marks. */
function templatesIn(folder: string): ReadonlyMap<number, unknown> {
  const texts = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^---\n/m));
  const marked = texts.filter((text) => text.includes(markKey));
  return new Map(
    marked.flatMap((text) => {
      const document = parseDocument(text);
      expect(document.errors).toEqual([]);
      return podsOf(document.toJS()).map((pod) => [Number(pod.metadata.annotations[markKey]), pod]);
    }),
  );
}

/** As JSON has it: what is undefined is not there. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
