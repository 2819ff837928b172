import { Config } from '@pulumi/pulumi';
import type { KubernetesVersion } from 'modelyard';
import type { CreatorType, PrincipalType } from 'modelyard/aks';

/** What `pulumi config set` can change; Pulumi.yaml says what each is, and what it is unless set. */
export interface Settings {
  readonly administrator: string;
  readonly administratorType: PrincipalType;
  readonly creatorType: CreatorType;
  readonly kubernetes: KubernetesVersion;
  readonly addresses: string;
  readonly cpuNodes: number;
  readonly gpuNodes: number;
  readonly keepContents: boolean;
  readonly host: string;
}

/** The settings of this stack. That a text is a version or a type, the cluster itself judges. */
export function readSettings(): Settings {
  const config = new Config();
  return {
    administrator: config.require('administrator'),
    administratorType: config.require<PrincipalType>('administratorType'),
    creatorType: config.require<CreatorType>('creatorType'),
    kubernetes: config.require<KubernetesVersion>('kubernetes'),
    addresses: config.require('addresses'),
    cpuNodes: config.requireNumber('cpuNodes'),
    gpuNodes: config.requireNumber('gpuNodes'),
    keepContents: config.requireBoolean('keepContents'),
    host: config.require('host'),
  };
}
