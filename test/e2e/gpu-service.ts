import { Chart } from 'cdk8s';
import { App, ModelService, unpinned, type ModelServiceProps, type TargetCluster } from 'modelyard';
import type { Rule } from 'modelyard/verify';
import type { Manifest } from '../../lib/verify/manifest';
import { asRecord } from '../../lib/verify/untrusted';

/**
 * A `ModelService` that simulated nodes can take; the props make it one with GPUs.
 *
 * @param rules none for one that no node can take, which would not synthesise; the built-in ones unless given
 */
export function gpuService(
  name: string,
  cluster: TargetCluster | undefined,
  props: Partial<ModelServiceProps>,
  rules?: readonly Rule[],
): { readonly service: ModelService; readonly manifests: () => readonly Manifest[] } {
  const app = new App({ cluster, rules });
  const service = new ModelService(new Chart(app, 'gpu'), name, {
    runtime: { kind: 'http', image: unpinned('myuser/detector:v1', 'a test'), port: 8000, healthPath: '/health' },
    resources: { cpu: 2, memory: '8Gi' },
    ...props,
  });
  // Nothing can die on simulated nodes, so that there is nothing to wait for.
  return { service, manifests: () => withDeployment(app.synthObjects(), { minReadySeconds: 0 }) };
}

/** Puts these fields into the spec of the Deployment, in the place of ours. */
export function withDeployment(
  manifests: readonly Manifest[],
  fields: Readonly<Record<string, unknown>>,
): readonly Manifest[] {
  return manifests.map((manifest) =>
    manifest.kind === 'Deployment' ? { ...manifest, spec: { ...asRecord(manifest['spec']), ...fields } } : manifest,
  );
}
