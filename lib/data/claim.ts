import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { budgetFor, formatQuantity, Notes, readBytes, recordNotes, recordSource, type Bytes } from '../core';
import {
  derivedName,
  memberLabels,
  requiredLabels,
  type AccessMode,
  type ClaimReference,
  type NonEmpty,
} from '../workload';

/** What a claim asks for. */
export interface ClaimProps {
  /** How much to hold: `'20Gi'`. */
  readonly size: Bytes;
  /** `ReadWriteMany` or `ReadOnlyMany` where several nodes mount it at once. */
  readonly accessModes: NonEmpty<AccessMode>;
  /** A StorageClass of the cluster; its default one if not given. */
  readonly storageClass?: string | undefined;
  /** The object's own name. @default - the derived name and `-data` */
  readonly name?: string | undefined;
}

/** Storage for models or data that outlives pods: a PersistentVolumeClaim. */
export class Claim extends Construct implements ClaimReference {
  readonly name: string;
  readonly accessModes: readonly AccessMode[];

  constructor(scope: Construct, id: string, props: ClaimProps) {
    super(scope, id);
    recordSource(this);
    const notes = new Notes();
    const size = notes.read(readBytes('size', props.size), undefined);
    this.accessModes = props.accessModes;
    this.name = props.name ?? `${derivedName(this, budgetFor(['PersistentVolumeClaim']))}-data`;
    new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: this.name, labels: memberLabels(Chart.of(this).node.id, requiredLabels(this, notes)) },
      spec: {
        accessModes: props.accessModes,
        storageClassName: props.storageClass,
        resources: { requests: { storage: size === undefined ? '0' : formatQuantity(size) } },
      },
    });
    recordNotes(this, notes);
  }
}
