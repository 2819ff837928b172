export { Claim, type ClaimProps } from './claim';
export { existingClaim, existingConfigMap, existingSecret } from './existing';
export { ExternalSecret, type ExternalSecretProps } from './external-secret';
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
