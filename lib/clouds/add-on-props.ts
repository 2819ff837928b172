import type { Input } from '@pulumi/pulumi';
import type { ChartValues } from './add-on-values/chart-values';

/** What every add-on takes. */
export interface AddOnSettings {
  /** Values of its chart, on top of those of this library: what they change is not judged. */
  readonly values?: ChartValues | undefined;
}

/** KEDA, which scales by events. */
export interface KedaSettings extends AddOnSettings {
  /** Its HTTP add-on, by which requests wake what is scaled to zero. */
  readonly http?: AddOnSettings | undefined;
}

/** The definitions of the Gateway API, one controller for them, and a Gateway. */
export interface GatewaySettings extends AddOnSettings {
  /** The name of the Gateway. */
  readonly name: string;
  readonly controller: 'traefik';
  /** The namespace of the controller and the Gateway, which is made; `traefik` unless given. */
  readonly namespace?: string | undefined;
  /** Who can reach it: whoever is in the network of the cluster, unless given. */
  readonly reach?: 'network' | 'internet' | undefined;
  /** The Secret with the certificate for HTTPS, in its namespace; there is HTTP alone unless given. */
  readonly certificate?: string | undefined;
}

/** external-secrets, which copies secrets of the cloud into the cluster. */
export interface ExternalSecretsSettings extends AddOnSettings {
  /** Those that it may read, by their ARNs on EKS and their ids in Azure on AKS: none unless given. */
  readonly secrets?: readonly Input<string>[] | undefined;
}

/** Who installs the charts. */
export type AddOnInstall =
  | {
      /** Pulumi, as releases of Helm. */
      readonly kind: 'helm';
    }
  | {
      /** Argo CD, which is in the cluster already, by an Application for each. */
      readonly kind: 'argo-cd';
      /** Where Argo CD looks for Applications. */
      readonly namespace: string;
      /** `default` unless given. */
      readonly project?: string | undefined;
    }
  | {
      /** Flux, which is in the cluster already, by a HelmRelease for each. */
      readonly kind: 'flux';
      readonly namespace: string;
    };

/** The add-ons that the clouds have in common: each is left out unless it is given. */
export interface CommonAddOns {
  /** NVIDIA's device plugin, for the pools whose GPUs nobody else advertises. */
  readonly devicePlugin?: AddOnSettings | undefined;
  readonly keda?: KedaSettings | undefined;
  readonly gateway?: GatewaySettings | undefined;
  readonly externalSecrets?: ExternalSecretsSettings | undefined;
  readonly certManager?: AddOnSettings | undefined;
  /** By Helm unless given. */
  readonly install?: AddOnInstall | undefined;
}
