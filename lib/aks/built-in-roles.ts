/**
 * Roles that Azure has in every subscription, by their ids.
 *
 * Sources: MicrosoftDocs/azure-docs@ac4ed7a02f59, articles/role-based-access-control/built-in-roles.md (2023-08-07); for
 * Key Vault Secrets User the same page @00a583295ba7 (2026-04-09); those of registries, storage and `Key Vault Crypto
 * Service Encryption User`: the same page, read 2026-11-22.
 */
export const builtInRoles = {
  'AKS Cluster User': '4abbcc35-e782-43d8-92c5-2d3f1bd2253f',
  'AKS RBAC Cluster Admin': 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b',
  'AKS RBAC Admin': '3498e952-d568-435e-9b2c-8d77e338d7f7',
  'AKS RBAC Writer': 'a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb',
  'AKS RBAC Reader': '7f6c6a51-bcf8-42ba-9220-52d62157d7db',
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  'Container Registry Repository Reader': 'b93aa761-3e63-49ed-ac28-beffa264f7ac',
  'Key Vault Crypto Service Encryption User': 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
  'Key Vault Crypto User': '12338af0-0e69-4776-bea7-57ae8d297424',
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6',
  'Network Contributor': '4d97b98b-1d4f-4787-a291-c67834d212e7',
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
} as const;

/** A role that Azure has in every subscription. */
export type BuiltInRole = keyof typeof builtInRoles;

/** The id of a role for an assignment. Built-in roles have the same one in each subscription. */
export function roleDefinitionId(role: BuiltInRole): string {
  return `/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role]}`;
}
