import type { TargetCluster } from '../../hardware';
import { externalSecretFields } from './external-secret-fields';
import { FieldBook } from './field-book';
import type { FieldTable } from './field-table';
import { gatewayFields } from './gateway-fields';
import { httpAddOnFields } from './http-add-on-fields';
import { kedaFields } from './keda-fields';
import { leaderWorkerSetFields } from './leader-worker-set-fields';
import { verticalAutoscalerFields } from './vertical-autoscaler-fields';

/** The fields of the kinds of a group, and which release of them a cluster has. */
export interface CustomBook {
  /** Such as `KEDA`. */
  readonly product: string;
  readonly book: () => FieldBook;
  /** What is declared of the release; `undefined` where nothing is. */
  readonly releaseIn: (cluster: TargetCluster) => string | undefined;
}

/** By group, those of the custom resources that this library makes. */
export const customBooks: ReadonlyMap<string, CustomBook> = new Map([
  bookOf('autoscaling.k8s.io', 'the vertical autoscaler', verticalAutoscalerFields),
  bookOf('external-secrets.io', 'External Secrets', externalSecretFields),
  bookOf('gateway.networking.k8s.io', 'the Gateway API', gatewayFields, ({ addOns }) => addOns.gateways?.[0]?.version),
  bookOf('http.keda.sh', 'the HTTP add-on', httpAddOnFields, ({ addOns }) => addOns.keda?.http?.version),
  bookOf('keda.sh', 'KEDA', kedaFields, ({ addOns }) => addOns.keda?.version),
  bookOf('leaderworkerset.x-k8s.io', 'LeaderWorkerSet', leaderWorkerSetFields),
]);

/** A release is declared with the kinds of a group, or with the add-on that brings them. */
function bookOf(
  group: string,
  product: string,
  table: FieldTable,
  addOn?: CustomBook['releaseIn'],
): readonly [string, CustomBook] {
  let book: FieldBook | undefined;
  const releaseIn: CustomBook['releaseIn'] = (cluster) => {
    const declared = [...(cluster.customResources ?? []), ...(cluster.installed?.customResources ?? [])].find(
      (kind) => kind.group === group && kind.release !== undefined,
    );
    return declared?.release ?? addOn?.(cluster);
  };
  return [group, { product, book: () => (book ??= new FieldBook(table)), releaseIn }];
}
