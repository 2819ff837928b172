import { labelValueProblem, printGiven, type IssueDetails } from '../core';
import { acceleratorOf, devicePluginConfigLabel, devicePluginConfigName } from '../hardware';
import type { AddOnCluster } from './add-on-cluster';
import type { RequestedAddOn } from './add-on-plan';
import type { CommonAddOns } from './add-on-props';

/** What is known of a cluster that add-ons are judged by. */
export type JudgedCluster = Pick<AddOnCluster, 'nodePools' | 'addOns' | 'installed' | 'installerOf' | 'callPool'>;

/** Says what is wrong with add-ons, but for their versions. */
export function judgeAddOns(
  component: string,
  props: CommonAddOns,
  requested: readonly RequestedAddOn[],
  cluster: JudgedCluster,
): readonly IssueDetails[] {
  return [
    ...judgeComponent(component),
    ...judgeOwners(props, requested, cluster),
    ...judgeDevicePlugin(requested, cluster),
    ...judgeNames(props),
  ];
}

/** Each add-on is installed once in a cluster. */
function judgeOwners(
  { gateway, keda }: CommonAddOns,
  requested: readonly RequestedAddOn[],
  cluster: JudgedCluster,
): readonly IssueDetails[] {
  const { addOns, installed } = cluster;
  const twice = (property: string, message: string): IssueDetails => ({
    code: 'clouds/add-on-twice',
    property,
    message,
    fix: `no ${property} here, or none of the other`,
  });
  const here = new Map(requested.filter(({ name }) => installed.includes(name)).map((one) => [one.property, one]));
  const issues = [...here.values()].map(({ property, name }) =>
    twice(
      property,
      `${cluster.installerOf(name) ?? 'another of this program'} installs ${name} in the cluster already`,
    ),
  );
  if (keda && !here.has('keda') && addOns.keda !== undefined) {
    const { version, namespace } = addOns.keda;
    issues.push(
      twice('keda', `the cluster has KEDA ${version} in ${namespace} already, and two scale the same workloads`),
    );
  }
  if (
    gateway &&
    !here.has('gateway') &&
    addOns.gateways?.some(({ controller }) => controller.startsWith('traefik.io/'))
  ) {
    issues.push(twice('gateway', 'the cluster has a Gateway of Traefik already, and two would answer for its class'));
  }
  return issues;
}

/**
 * The device plugin has one owner in each pool: ours are those whose nodes have a label that names how their GPUs are cut.
 */
function judgeDevicePlugin(requested: readonly RequestedAddOn[], cluster: JudgedCluster): readonly IssueDetails[] {
  const { nodePools, installed } = cluster;
  const isHere = requested.some(({ name }) => name === 'device-plugin');
  const isInstalled = isHere || installed.includes('device-plugin');
  return nodePools.flatMap((pool): readonly IssueDetails[] => {
    const { labels, sharing, devicePlugin } = pool;
    if (acceleratorOf(pool) !== 'gpu') return [];
    const called = cluster.callPool(pool);
    const label = labels[devicePluginConfigLabel];
    const wanted = devicePluginConfigName(sharing);
    const at = { code: 'clouds/device-plugin-owner', property: 'devicePlugin' } as const;
    if (label === undefined) {
      if (!isHere || devicePlugin !== undefined) return [];
      const message = `who installs the device plugin in ${called} is not known: its nodes lack the label ${devicePluginConfigLabel}, and another owner is not named`;
      const fix = `devicePlugin of the pool, or its label ${devicePluginConfigLabel}: '${wanted}'`;
      return [{ ...at, message, fix }];
    }
    if (devicePlugin !== undefined) {
      const message = `would be a second owner in ${called}, whose devicePlugin is '${devicePlugin}': its nodes have the label ${devicePluginConfigLabel}`;
      return [{ ...at, message, fix: 'the pool without that label, or without its devicePlugin' }];
    }
    if (!isInstalled) {
      const message = `nobody installs it in ${called}, whose GPUs no pod could ask for`;
      return [{ ...at, message, fix: "devicePlugin: {}, or the pool's devicePlugin: 'gpu-operator' or 'yourself'" }];
    }
    if (!isHere || label === wanted) return [];
    const message = `${called} has the label ${devicePluginConfigLabel}: '${label}', and its GPUs are declared to be cut as '${wanted}'`;
    return [{ ...at, message, fix: `the pool with that label: '${wanted}', or without it` }];
  });
}

/** Roles of IAM are named after the component, with up to 33 more of 64, and objects of Argo CD and Flux are as well. */
function judgeComponent(component: string): readonly IssueDetails[] {
  if (/^[a-z0-9]([a-z0-9-]{0,29}[a-z0-9])?$/.test(component)) return [];
  return [
    {
      code: 'clouds/invalid-name',
      property: 'the name of the component',
      given: printGiven(component),
      message: 'must be at most 31 lower-case letters, digits and -: roles and objects are named after it',
      fix: "a name such as 'ml'",
    },
  ];
}

function judgeNames({ gateway, install }: CommonAddOns): readonly IssueDetails[] {
  const names: readonly (readonly [string, string | undefined])[] = [
    ['gateway.name', gateway?.name],
    ['gateway.namespace', gateway?.namespace],
    ['gateway.certificate', gateway?.certificate],
    ['install.namespace', install === undefined || install.kind === 'helm' ? undefined : install.namespace],
  ];
  return names.flatMap(([property, name]) =>
    name === undefined || (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) && labelValueProblem(name) === undefined)
      ? []
      : [
          {
            code: 'clouds/invalid-name',
            property,
            given: printGiven(name),
            message: 'must be at most 63 lower-case letters, digits and -, with a letter or digit at both ends',
            fix: `${property}: 'public'`,
          },
        ],
  );
}

/**
 * Judges the secrets that external-secrets may read: each by name, and never all that there are. What is known only at
 * deployment is taken as it is.
 *
 * @param isOne whether a text names one or some of the secrets of the cloud
 */
export function judgeSecrets(
  props: CommonAddOns,
  isOne: (secret: string) => boolean,
  example: string,
): readonly IssueDetails[] {
  const secrets: readonly unknown[] = props.externalSecrets?.secrets ?? [];
  return secrets.flatMap((secret, index) =>
    typeof secret !== 'string' || isOne(secret)
      ? []
      : [
          {
            code: 'clouds/invalid-access',
            property: `externalSecrets.secrets[${index}]`,
            given: printGiven(secret),
            message: 'names no secret of the cloud, or all that there are',
            fix: `such as '${example}'`,
          },
        ],
  );
}
