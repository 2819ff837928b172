import type { Manifest } from '../../lib/verify/manifest';
import { asRecord } from '../../lib/verify/untrusted';

/**
 * NodePools as Karpenter's provider for KWOK takes them, which knows no cloud; node classes of clouds are left out.
 *
 * Two things are replaced, and nothing that a pool declares of its nodes: the class that machines are made of, and the time
 * for which an empty node stays. The machines are those that the provider is given by their names, g6.xlarge among them.
 */
export function onKwok(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests
    .filter(({ kind }) => kind !== 'EC2NodeClass' && kind !== 'AKSNodeClass')
    .map((manifest) => (manifest.kind === 'NodePool' ? withKwokNodes(manifest) : manifest));
}

function withKwokNodes(manifest: Manifest): Manifest {
  const spec = asRecord(manifest['spec']);
  const template = asRecord(spec['template']);
  const nodeClassRef = { group: 'karpenter.kwok.sh', kind: 'KWOKNodeClass', name: 'default' };
  return {
    ...manifest,
    spec: {
      ...spec,
      disruption: { ...asRecord(spec['disruption']), consolidateAfter: '1s' },
      template: { ...template, spec: { ...asRecord(template['spec']), nodeClassRef } },
    },
  };
}
