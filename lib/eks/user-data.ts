import type { NodeImageFamily } from './node-pool-props';

/** What a node has to be told beyond what EKS tells it. */
export interface NodeSettings {
  readonly family: NodeImageFamily;
  readonly maxPods?: number | undefined;
  /** Joins the local disks into one, for images, pods and logs. */
  readonly localDisks: 'raid0' | 'unused';
}

const boundary = 'modelyard';

/**
 * The user data of a node in clear text, or `undefined` where there is nothing to tell.
 *
 * EKS adds what joins the node to its cluster: it takes several parts from Amazon Linux 2023, of which ours is nodeadm's
 * configuration, and settings in TOML from Bottlerocket. Sources: awslabs/amazon-eks-ami, nodeadm/doc/api.md
 * (NodeConfigSpec: instance.localStorage, kubelet.config), read 2026-07-23; Amazon EKS user guide, launch-templates.
 */
export function userData({ family, maxPods, localDisks }: NodeSettings): string | undefined {
  if (maxPods === undefined && localDisks === 'unused') return undefined;
  if (family === 'bottlerocket') return `[settings.kubernetes]\nmax-pods = ${maxPods ?? ''}\n`;
  return [
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: application/node.eks.aws',
    '',
    'apiVersion: node.eks.aws/v1alpha1',
    'kind: NodeConfig',
    'spec:',
    ...(localDisks === 'raid0' ? ['  instance:', '    localStorage:', '      strategy: RAID0'] : []),
    ...(maxPods === undefined ? [] : ['  kubelet:', '    config:', `      maxPods: ${maxPods}`]),
    `--${boundary}--`,
    '',
  ].join('\n');
}
