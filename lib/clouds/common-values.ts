import { devicePluginConfigLabel, type NodePool } from '../hardware';
import type { AddOnName } from './add-on-charts';
import type { GatewaySettings } from './add-on-props';
import { certManagerValues } from './add-on-values/cert-manager';
import type { ValuesOfRelease } from './add-on-values/chart-values';
import { devicePluginValues } from './add-on-values/device-plugin';
import { kedaHttpValues, kedaValues } from './add-on-values/keda';
import { gatewayDefinitionsValues, traefikValues } from './add-on-values/traefik';

/**
 * The values of the add-ons that are the same in every cloud.
 *
 * @param annotations what the cloud is told of the load balancer before the Gateway
 */
export function commonValues(
  pools: readonly NodePool[],
  gateway: GatewaySettings | undefined,
  annotations: Readonly<Record<string, string>>,
): Readonly<Partial<Record<AddOnName, ValuesOfRelease>>> {
  const ours = pools.filter(({ labels }) => devicePluginConfigLabel in labels);
  return {
    'gateway-definitions': gatewayDefinitionsValues,
    'cert-manager': certManagerValues,
    'device-plugin': () => devicePluginValues(ours.map(({ sharing }) => sharing)),
    keda: kedaValues,
    'keda-http': kedaHttpValues,
    ...(gateway && {
      traefik: () => traefikValues({ name: gateway.name, certificate: gateway.certificate, annotations }),
    }),
  };
}
