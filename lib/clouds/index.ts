export { judgeAccess, type AccessNames, type AccessPolicy, type AccessRule, type AccessRules } from './access';
export { advised } from './advised';
export { readNetworkRange, type NetworkLimits } from './address-ranges';
export type { CloudCluster } from './cloud-cluster';
export type { DeclaredFacts } from './declared-facts';
export { DeclaredTarget } from './declared-target';
export { CloudNodePool } from './cloud-node-pool';
