export { judgeAccount, notAnnotated } from './account';
export { Claim, type ClaimProps } from './claim';
export { downloadFrom, untilStopped } from './download';
export { existingClaim, existingConfigMap, existingSecret } from './existing';
export { ExternalSecret, type ExternalSecretProps } from './external-secret';
export { accessVariables, rclone, rcloneVariables, remoteOf } from './rclone';
export { judgeStoreAccount, type StoreReader } from './store-account';
export type { ObjectStore, StoreAccess, StoreGrant, StoreLocation, StoreUser } from './store';
export {
  printUri,
  restOf,
  schemeOf,
  textOf,
  type DeferredStoreUri,
  type StoreScheme,
  type StoreUri,
} from './store-uri';
