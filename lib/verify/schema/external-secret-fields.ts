import type { FieldTable } from './field-table';

/** What External Secrets takes in an ExternalSecret. */
export const externalSecretFields: FieldTable = {
  source:
    'https://external-secrets.io/latest/api/externalsecret/; external-secrets/external-secrets 1.3.2 apis/externalsecrets/v1',
  date: '2026-11-22',
  versions: ['1.3'],
  kinds: `
external-secrets.io/v1/ExternalSecret ExternalSecret
`,
  definitions: `
ExternalSecret apiVersion:string kind:string metadata:any spec:#ExternalSecretSpec status:any
ExternalSecretSpec data:[]#ExternalSecretData dataFrom:any refreshInterval:string refreshPolicy:=CreatedOnce|Periodic|OnChange secretStoreRef:#SecretStoreRef target:#ExternalSecretTarget
SecretStoreRef kind:=SecretStore|ClusterSecretStore name:dns-subdomain
ExternalSecretData remoteRef:#RemoteRef! secretKey:data-key! sourceRef:any
RemoteRef conversionStrategy:=Default|Unicode decodingStrategy:=Auto|Base64|Base64URL|None key:string! metadataPolicy:=None|Fetch property:string version:string
ExternalSecretTarget creationPolicy:=Owner|Orphan|Merge|None deletionPolicy:=Delete|Merge|Retain immutable:boolean manifest:any name:dns-subdomain template:any
`,
};
