export { Claim, type ClaimProps } from './claim';
export { existingClaim, existingConfigMap, existingSecret } from './existing';
export { ExternalSecret, type ExternalSecretProps } from './external-secret';
export type { ObjectStore, StoreAccess, StoreLocation, StoreUri, StoreUser } from './store';
