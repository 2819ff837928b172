import { asRecord, asString, type PlainRecord } from './untrusted';

/** A Kubernetes object as it stands in a manifest: nothing about it is trusted but that it is an object. */
export interface Manifest {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: unknown;
  readonly [field: string]: unknown;
}

/** What makes an object the same object: its group and kind, namespace and name. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** A manifest whose identity has been read; what it does not say is the empty string. */
export interface ManifestObject {
  readonly manifest: Manifest;
  /** The position in the list that is verified. */
  readonly document: number;
  /** Where the object stands in that document: `''`, or `items[0]` of a List. */
  readonly within: string;
  /** The position among all objects, those in Lists counted one by one. */
  readonly order: number;
  readonly apiVersion: string;
  /** The API group, `''` for the core group. */
  readonly group: string;
  readonly kind: string;
  /** The namespace, `''` where none is said: such objects share one that the person who applies them chooses. */
  readonly namespace: string;
  readonly name: string;
  readonly metadata: PlainRecord;
  readonly spec: PlainRecord;
}

/** Reads the identity of a manifest. */
export function readManifest(manifest: Manifest, document: number, within: string, order: number): ManifestObject {
  const apiVersion = asString(manifest.apiVersion) ?? '';
  const group = groupOf(apiVersion);
  const kind = asString(manifest.kind) ?? '';
  const metadata = asRecord(manifest.metadata);
  return {
    manifest,
    document,
    within,
    order,
    apiVersion,
    group,
    kind,
    // A cdk8s Chart with a namespace writes it on every object, also where the API server drops it.
    namespace: isClusterScoped(group, kind) ? '' : (asString(metadata['namespace']) ?? ''),
    name: asString(metadata['name']) ?? '',
    metadata,
    spec: asRecord(manifest['spec']),
  };
}

/** The group of an API version: `apps` of `apps/v1`, and `''` of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** An object as findings name it. */
export function referenceTo(object: ManifestObject): ObjectReference {
  const { apiVersion, kind, namespace, name } = object;
  return namespace === '' ? { apiVersion, kind, name } : { apiVersion, kind, namespace, name };
}

/** An object as messages name it, such as `Deployment prod/chat`. */
export function nameOf(object: Pick<ManifestObject, 'kind' | 'namespace' | 'name'>): string {
  return object.namespace === ''
    ? `${object.kind} ${object.name}`
    : `${object.kind} ${object.namespace}/${object.name}`;
}

/** Says whether objects of a kind of Kubernetes itself live outside of namespaces; of any group where none is given. */
export function isClusterScoped(group: string | undefined, kind: string): boolean {
  const groups = clusterScoped.get(kind);
  return groups !== undefined && (group === undefined || groups.includes(group));
}

// As `kubectl api-resources --namespaced=false` lists them on Kubernetes 1.34, and with Karpenter.
const clusterScoped: ReadonlyMap<string, readonly string[]> = new Map([
  ['Namespace', ['']],
  ['AKSNodeClass', ['karpenter.azure.com']],
  ['EC2NodeClass', ['karpenter.k8s.aws']],
  ['NodeClaim', ['karpenter.sh']],
  ['NodePool', ['karpenter.sh']],
  ['Node', ['']],
  ['PersistentVolume', ['']],
  ['MutatingWebhookConfiguration', ['admissionregistration.k8s.io']],
  ['ValidatingAdmissionPolicy', ['admissionregistration.k8s.io']],
  ['ValidatingAdmissionPolicyBinding', ['admissionregistration.k8s.io']],
  ['ValidatingWebhookConfiguration', ['admissionregistration.k8s.io']],
  ['CustomResourceDefinition', ['apiextensions.k8s.io']],
  ['APIService', ['apiregistration.k8s.io']],
  ['CertificateSigningRequest', ['certificates.k8s.io']],
  ['FlowSchema', ['flowcontrol.apiserver.k8s.io']],
  ['PriorityLevelConfiguration', ['flowcontrol.apiserver.k8s.io']],
  ['IngressClass', ['networking.k8s.io']],
  ['IPAddress', ['networking.k8s.io']],
  ['ServiceCIDR', ['networking.k8s.io']],
  ['RuntimeClass', ['node.k8s.io']],
  ['ClusterRole', ['rbac.authorization.k8s.io']],
  ['ClusterRoleBinding', ['rbac.authorization.k8s.io']],
  ['DeviceClass', ['resource.k8s.io']],
  ['ResourceSlice', ['resource.k8s.io']],
  ['PriorityClass', ['scheduling.k8s.io']],
  ['CSIDriver', ['storage.k8s.io']],
  ['CSINode', ['storage.k8s.io']],
  ['StorageClass', ['storage.k8s.io']],
  ['VolumeAttachment', ['storage.k8s.io']],
  ['VolumeAttributesClass', ['storage.k8s.io']],
]);
