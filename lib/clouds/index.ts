export { judgeAccess, type AccessNames, type AccessPolicy, type AccessRule, type AccessRules } from './access';
export type { AddOnName } from './add-on-charts';
export type { AddOnCluster, InstalledAddOns } from './add-on-cluster';
export { installedFacts, planAddOns, requestedAddOns, type PlannedAddOn, type RequestedAddOn } from './add-on-plan';
export type {
  AddOnInstall,
  AddOnSettings,
  CommonAddOns,
  ExternalSecretsSettings,
  GatewaySettings,
  KedaSettings,
} from './add-on-props';
export type { ChartValue, ChartValues, ValuesOfRelease } from './add-on-values/chart-values';
export { autoscalerAccount, clusterAutoscalerValues } from './add-on-values/cluster-autoscaler';
export { externalSecretsAccount, externalSecretsValues } from './add-on-values/external-secrets';
export { karpenterAccount, karpenterValues } from './add-on-values/karpenter';
export { loadBalancerAccount, loadBalancerValues } from './add-on-values/load-balancer-controller';
export { metricsServerValues } from './add-on-values/metrics-server';
export { readNetworkRange, type NetworkLimits } from './address-ranges';
export type { CloudCluster } from './cloud-cluster';
export { CloudNodePool } from './cloud-node-pool';
export { commonValues } from './common-values';
export type { DeclaredFacts } from './declared-facts';
export { DeclaredTarget } from './declared-target';
export { readGatewayAddress } from './gateway-address';
export { installAddOns, type Installation } from './install-add-ons';
export { judgeAddOns, judgeSecrets } from './judge-add-ons';
export { aksSupport, eksSupport, judgeSupport } from './kubernetes-support';
export { advised } from './advised';
export { lastingInputs, withLasting, type Lasting } from './lasting';
export { judgeDays, judgePath, type WhenDestroyed } from './contents';
export { accountOf } from './opened-to';
export { judgeImage, judgeRepositories, type ImageRegistry } from './repositories';
export { accountPart, WorkloadIdentities, type IdentityCluster, type WorkloadAccount } from './workload-identities';
