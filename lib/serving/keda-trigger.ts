import type { Deferrable } from '../core';

/** What a ScaledObject of KEDA goes by, as its API has it. */
export interface Trigger {
  readonly type: string;
  readonly metricType?: 'AverageValue' | 'Utilization' | undefined;
  readonly metadata: Readonly<Record<string, Deferrable<string>>>;
  readonly authenticationRef?: { readonly kind: string; readonly name: string } | undefined;
}
