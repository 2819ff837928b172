import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Notes, readDuration, recordNotes, recordSource, wholeSeconds, type Duration } from '../core';
import { derivedName, memberLabels, requiredLabels, type SecretReference } from '../workload';

/** Which values of which store become a Secret. */
export interface ExternalSecretProps {
  /** The store to read from: a SecretStore of the namespace, or a ClusterSecretStore. */
  readonly store: { readonly kind: 'SecretStore' | 'ClusterSecretStore'; readonly name: string };
  /** The key in the Kubernetes Secret, and where its value stands in the store. */
  readonly data: Readonly<
    Record<
      string,
      { readonly key: string; readonly property?: string | undefined; readonly version?: string | undefined }
    >
  >;
  /** How often the store is read again. @default '1h' - external-secrets' own default */
  readonly refreshEvery?: Duration | undefined;
  /** The name of the ExternalSecret and of the Secret it makes. @default - the derived name */
  readonly name?: string | undefined;
}

/**
 * A Secret whose values stay in an external store: an ExternalSecret, which the external-secrets operator turns into a
 * Secret of the same name. Nothing secret passes through the manifest.
 */
export class ExternalSecret extends Construct implements SecretReference {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly keys: readonly string[];
  /** The operator makes the Secret, so it is not among the app's own objects. */
  readonly declared = true;

  constructor(scope: Construct, id: string, props: ExternalSecretProps) {
    super(scope, id);
    recordSource(this);
    const notes = new Notes();
    const refreshEvery = notes.read(readDuration('refreshEvery', props.refreshEvery ?? '1h'), 0);
    this.name = props.name ?? derivedName(this, 63);
    this.namespace = Chart.of(this).namespace;
    this.keys = Object.keys(props.data);
    new ApiObject(this, 'Resource', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: this.name, labels: memberLabels(Chart.of(this).node.id, requiredLabels(this, notes)) },
      spec: {
        // In seconds, since Go, which reads it, knows no days.
        refreshInterval: `${wholeSeconds(refreshEvery)}s`,
        secretStoreRef: { kind: props.store.kind, name: props.store.name },
        target: { name: this.name, creationPolicy: 'Owner' },
        data: Object.entries(props.data).map(([secretKey, remoteRef]) => ({ secretKey, remoteRef })),
      },
    });
    recordNotes(this, notes);
  }
}
