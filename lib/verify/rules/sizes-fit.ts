import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest, ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asRecord, type PlainRecord } from '../untrusted';

const largestData = 1_048_576;
const largestAnnotations = 262_144;

/** Objects are no greater than the API server stores. */
export const sizesFit: Rule = {
  name: 'sizes-fit',
  summary: 'ConfigMaps, Secrets and annotations are no greater than the API server stores',
  source: 'kubernetes 1.34 pkg/apis/core MaxSecretSize; apimachinery TotalAnnotationSizeLimitB; kubectl#712',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const object of inventory.objects) checkAnnotations(object.manifest, 'metadata', object.metadata, found);
    for (const { owner, path, metadata } of inventory.podTemplates) {
      if (path !== '') checkAnnotations(owner.manifest, `${path}.metadata`, metadata, found);
    }
    for (const kind of ['ConfigMap', 'Secret']) {
      for (const object of inventory.ofKind('', kind)) checkData(object, found);
    }
    for (const { manifest } of inventory.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
      checkClientSide(manifest, 'spec', Buffer.byteLength(JSON.stringify(manifest)), found);
    }
    return found;
  },
};

function checkAnnotations(manifest: Manifest, path: string, metadata: PlainRecord, found: RuleFinding[]): void {
  const annotations = asRecord(metadata['annotations']);
  let size = 0;
  for (const key of Object.keys(annotations)) size += sizeOf(key) + sizeOf(annotations[key]);
  if (size <= largestAnnotations) return;
  found.push({
    code: 'verify/too-big',
    severity: 'error',
    manifest,
    path: `${path}.annotations`,
    message: `${size} bytes, and the API server takes ${largestAnnotations}`,
    fix: 'a ConfigMap or a volume for what is that long',
  });
}

function checkData({ manifest, kind }: ManifestObject, found: RuleFinding[]): void {
  let size = 0;
  let written = 0;
  for (const field of ['data', 'binaryData', 'stringData']) {
    const bag = asRecord(manifest[field]);
    const isBase64 = field === 'binaryData' || (kind === 'Secret' && field === 'data');
    for (const key of Object.keys(bag)) {
      const length = sizeOf(bag[key]);
      size += isBase64 ? decodedSize(bag[key], length) : length;
      written += length + sizeOf(key);
    }
  }
  if (size > largestData) {
    found.push({
      code: 'verify/too-big',
      severity: 'error',
      manifest,
      path: 'data',
      message: `${size} bytes, and the API server takes ${largestData} in a ${kind}`,
      fix: 'a volume for what is that long, or several objects',
    });
    return;
  }
  checkClientSide(manifest, 'data', written, found);
}

function checkClientSide(manifest: Manifest, path: string, size: number, found: RuleFinding[]): void {
  if (size <= largestAnnotations) return;
  found.push({
    code: 'verify/too-big-for-kubectl-apply',
    severity: 'warning',
    manifest,
    path,
    message: `${size} bytes: kubectl apply copies the object into an annotation, which takes ${largestAnnotations}`,
    fix: 'nothing, and kubectl apply --server-side',
  });
}

/** The bytes of a text; nothing for anything else, which another rule reports. */
function sizeOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(value) : 0;
}

function decodedSize(value: unknown, length: number): number {
  const padding = typeof value === 'string' ? (/={0,2}$/.exec(value)?.[0].length ?? 0) : 0;
  return Math.floor((length * 3) / 4) - padding;
}
