import type { Deferrable } from '../../core';
import { onSystemNodes, resources, type ChartValues } from './chart-values';

/** The service account of external-secrets, which its role is for. */
export const externalSecretsAccount = 'external-secrets';

/**
 * The values of external-secrets' chart.
 *
 * @param clientId of the identity in Entra ID that it works as, where it has one
 */
export function externalSecretsValues(clientId?: Deferrable<string>): ChartValues {
  const part = { tolerations: onSystemNodes, resources: resources('25m', '64Mi', '256Mi') };
  return {
    installCRDs: true,
    serviceAccount: {
      create: true,
      name: externalSecretsAccount,
      ...(clientId !== undefined && { annotations: { 'azure.workload.identity/client-id': clientId } }),
    },
    ...(clientId !== undefined && { podLabels: { 'azure.workload.identity/use': 'true' } }),
    ...part,
    webhook: part,
    certController: part,
  };
}
