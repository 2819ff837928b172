import { RoleAssignment } from '@pulumi/azure-native/authorization/index.js';
import { FederatedIdentityCredential, UserAssignedIdentity } from '@pulumi/azure-native/managedidentity/index.js';
import {
  ComponentResource,
  interpolate,
  output,
  type ComponentResourceOptions,
  type Output,
  type Resource,
} from '@pulumi/pulumi';
import {
  advised,
  commonValues,
  externalSecretsAccount,
  externalSecretsValues,
  installAddOns,
  readGatewayAddress,
} from '../clouds';
import { captureStack, deferredProperties, refuse, withSourceLine } from '../core';
import { planAksAddOns, type AksAddOnsPlan } from './add-ons-plan';
import type { AddOnsProps } from './add-ons-props';
import { roleDefinitionId } from './built-in-roles';

/** What may hold a value that is known only at deployment. */
const passesThrough = ['cluster.*', 'externalSecrets.secrets', '*.values', '*.*.values'];

/**
 * What is installed in an AKS cluster beside what AKS looks after: each from one chart, in a version that is for the cluster's
 * own, with no more permissions than it needs, and once.
 *
 * Make it after the pools, whose GPUs decide what the device plugin is told, and before charts, which then wait for all of
 * it. What is installed is among the facts of the cluster's target.
 *
 * @throws ConfigError before anything is made, where an add-on does not go with the cluster, or has an owner already
 */
export class AddOns extends ComponentResource {
  readonly #readAddress: () => Output<string | undefined> | undefined;
  #address: Output<string | undefined> | undefined;
  constructor(name: string, props: AddOnsProps, opts?: ComponentResourceOptions) {
    const path = `aks.AddOns ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, passesThrough), stack);
    const plan = planAksAddOns(name, props);
    refuse(path, plan.issues, stack);
    super('modelyard:aks:AddOns', name, {}, advised(opts));
    const { cluster, gateway } = props;
    const reader = this.#makeReader(name, plan, props);
    const made = installAddOns(this, {
      name,
      addOns: plan.addOns,
      values: {
        ...commonValues(cluster.nodePools, gateway, gatewayAnnotations(gateway?.reach ?? 'network')),
        'external-secrets': () => externalSecretsValues(reader?.clientId),
      },
      after: cluster.neededByAddOns ?? [],
      needs: reader ? { 'external-secrets': reader.needs } : {},
      install: props.install ?? { kind: 'helm' },
      provider: cluster.provider,
    });
    cluster.addInstalled({
      by: withSourceLine(path, stack),
      names: plan.addOns.map((addOn) => addOn.name),
      ...plan.facts,
      neededByCharts: [...made.values()],
    });
    const { provider } = cluster;
    this.#readAddress = () => readGatewayAddress(this, `${name}-gateway`, made.get('traefik'), provider);
    this.registerOutputs({});
  }

  /**
   * Where the Gateway is reached: the host name or the address that the cloud gave to its load balancer.
   *
   * It is read from the cluster once there is a release of Helm, and not known in a preview before. Nothing where there is no
   * Gateway, or Argo CD or Flux installs it, after which nobody waits for a load balancer here.
   */
  gatewayAddress(): Output<string | undefined> | undefined {
    return (this.#address ??= this.#readAddress());
  }

  /** Makes an identity that may read the secrets that external-secrets is told, and trusts its service account alone. */
  #makeReader(
    name: string,
    { addOns }: AksAddOnsPlan,
    { cluster, externalSecrets, tags = {} }: AddOnsProps,
  ): { readonly clientId: Output<string>; readonly needs: readonly Resource[] } | undefined {
    const planned = addOns.find((addOn) => addOn.name === 'external-secrets');
    const secrets = externalSecrets?.secrets ?? [];
    const { issuerUrl, resourceGroupName, network } = cluster;
    if (planned === undefined || secrets.length === 0 || issuerUrl === undefined) return undefined;
    const part = `${name}-external-secrets`;
    const identity = new UserAssignedIdentity(
      part,
      { resourceGroupName, location: network.region, tags: { ...tags } },
      { parent: this },
    );
    const trust = new FederatedIdentityCredential(
      part,
      {
        resourceGroupName,
        resourceName: identity.name,
        issuer: issuerUrl,
        subject: `system:serviceaccount:${planned.namespace}:${externalSecretsAccount}`,
        audiences: ['api://AzureADTokenExchange'],
      },
      { parent: this },
    );
    const grants = secrets.map(
      (secret, index) =>
        new RoleAssignment(
          `${part}-${index + 1}`,
          {
            scope: interpolate`${output(secret)}`,
            principalId: identity.principalId,
            principalType: 'ServicePrincipal',
            roleDefinitionId: roleDefinitionId('Key Vault Secrets User'),
          },
          { parent: this },
        ),
    );
    return { clientId: identity.clientId, needs: [trust, ...grants] };
  }
}

/**
 * What Azure is told of the load balancer before a Gateway.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/internal-lb.md (read 2026-11-22).
 */
function gatewayAnnotations(reach: 'network' | 'internet'): Readonly<Record<string, string>> {
  return reach === 'internet' ? {} : { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' };
}
