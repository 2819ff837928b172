import { externalSecretFields } from '../../../lib/verify/schema/external-secret-fields';
import type { FieldTable } from '../../../lib/verify/schema/field-table';
import { gatewayFields } from '../../../lib/verify/schema/gateway-fields';
import { httpAddOnFields } from '../../../lib/verify/schema/http-add-on-fields';
import { kedaFields } from '../../../lib/verify/schema/keda-fields';
import { leaderWorkerSetFields } from '../../../lib/verify/schema/leader-worker-set-fields';
import { verticalAutoscalerFields } from '../../../lib/verify/schema/vertical-autoscaler-fields';

/** The tables of custom resources, by their groups. */
export const customTables: readonly { readonly group: string; readonly table: FieldTable }[] = [
  { group: 'autoscaling.k8s.io', table: verticalAutoscalerFields },
  { group: 'external-secrets.io', table: externalSecretFields },
  { group: 'gateway.networking.k8s.io', table: gatewayFields },
  { group: 'http.keda.sh', table: httpAddOnFields },
  { group: 'keda.sh', table: kedaFields },
  { group: 'leaderworkerset.x-k8s.io', table: leaderWorkerSetFields },
];
