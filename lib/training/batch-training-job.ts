import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import {
  captureStack,
  lateProps,
  Notes,
  printGiven,
  recordIssue,
  recordNotes,
  recordSource,
  recordWarning,
  type Deferrable,
  type IssueDetails,
} from '../core';
import { clusterOf } from '../hardware';
import { judgeAccount, notAnnotated, type StoreGrant, type StoreLocation, type StoreUser } from '../data';
import {
  judgeNamespaces,
  objectLabels,
  platformOf,
  podSelectorConfig,
  requiredLabels,
  selectorLabels,
  versionedLabels,
  type Identity,
  type INetworkPolicyPeer,
  type IPodSelector,
  type ISubject,
  type NetworkPolicyPeerConfig,
  type PodSelectorConfig,
  type SubjectConfiguration,
} from '../workload';
import { resolveJobNames, type ResolvedJobNames } from './batch-training-job-names';
import type { BatchTrainingJobProps } from './batch-training-job-props';
import { handedOn, placeholder } from './handed-on';
import { queueLabels } from './queue';
import { renderJob, type RenderedJob } from './render-job';
import { renderTrainingPod } from './training-pod';

/**
 * Training that runs to its end: a Job, or a CronJob on a schedule, whose pods bring what they read from stores, keep
 * checkpoints, and write what came of it once and whole.
 */
export class BatchTrainingJob extends Construct implements IPodSelector, INetworkPolicyPeer, ISubject, StoreUser {
  /** The names of the objects, overrides included. */
  readonly names: ResolvedJobNames;
  /** Selects the pods of this job and no others. */
  readonly matchLabels: Readonly<Record<string, string>>;
  /** The service account that its pods run under, which stores and roles are opened to. */
  readonly serviceAccountName: string;
  /** The namespace of its chart, where that has one. */
  readonly namespace: string | undefined;

  private readonly identity: Identity;
  private readonly account: ApiObject | string;
  private readonly job: ApiObject;
  private readonly grants: StoreGrant[] = [];

  constructor(scope: Construct, id: string, given: BatchTrainingJobProps) {
    super(scope, id);
    recordSource(this);
    const notes = new Notes();
    const late = lateProps(given, handedOn);
    for (const issue of late) notes.issue(issue);
    const props = late.length > 0 ? placeholder : given;
    this.names = resolveJobNames(this, props, notes);
    this.identity = {
      instance: this.names.instance,
      component: 'worker',
      application: this.names.instance,
      partOf: Chart.of(this).node.id,
      required: requiredLabels(this, notes),
    };
    this.matchLabels = selectorLabels(this.identity);
    this.serviceAccountName = this.names.serviceAccount;
    this.namespace = Chart.of(this).namespace;
    const stores = storesOf(props);
    this.account = props.serviceAccount?.name ?? this.addServiceAccount(stores, notes);
    for (const { at } of stores) judgeAccount(props.serviceAccount, at, notes);
    const surroundings = {
      cluster: clusterOf(this),
      platform: platformOf(this),
      labels: { ...versionedLabels(this.identity), ...identityOf(stores, 'podLabels') },
      serviceAccountName: this.names.serviceAccount,
      workers: this.names.workers,
    };
    const pod = renderTrainingPod(props, surroundings, notes);
    const labels = { ...objectLabels(this.identity), ...queueLabels(props.queue) };
    this.job = this.addJob(renderJob(props, pod, labels, notes), labels);
    if (pod.nodes > 1) this.addWorkers();
    judgeNamespaces(this.namespace, notes);
    recordNotes(this, notes);
    for (const { property, at, access } of stores) {
      recordIssue(this, () => this.noGrant(property, at, access));
    }
  }

  /** Takes what a store gives it, of which `grantRead` and `grantWrite` tell it. */
  addStoreGrant(grant: StoreGrant): void {
    this.grants.push(grant);
    const { annotations = {}, podLabels: labels = {} } = grant;
    const asked = Object.keys(annotations);
    if (typeof this.account === 'string') {
      if (asked.length > 0) recordWarning(this, notAnnotated(this.account, asked), captureStack());
    } else {
      for (const [key, value] of Object.entries(asRendered(annotations)))
        this.account.metadata.addAnnotation(key, value);
    }
    const template = this.job.kind === 'Job' ? '/spec/template' : '/spec/jobTemplate/spec/template';
    for (const [key, value] of Object.entries(labels)) {
      const pointer = key.replaceAll('~', '~0').replaceAll('/', '~1');
      this.job.addJsonPatch(JsonPatch.add(`${template}/metadata/labels/${pointer}`, value));
    }
  }

  /** Selects the pods of this job, for cdk8s-plus. */
  toPodSelectorConfig(): PodSelectorConfig {
    return podSelectorConfig(this.matchLabels, Chart.of(this).namespace);
  }

  /** The pods of this job as the peer of a network policy, for cdk8s-plus. */
  toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** The pods of this job as a selector, for cdk8s-plus. */
  toPodSelector(): IPodSelector {
    return this;
  }

  /** The account of this job as the subject of a role binding, for cdk8s-plus. */
  toSubjectConfiguration(): SubjectConfiguration {
    const { namespace } = Chart.of(this);
    const name = this.names.serviceAccount;
    return { kind: 'ServiceAccount', name, ...(namespace === undefined ? {} : { namespace }) };
  }

  private addServiceAccount(stores: readonly UsedStore[], notes: Notes): ApiObject {
    const annotations = identityOf(stores, 'annotations');
    const automountServiceAccountToken = notes.decide({
      field: 'ServiceAccount automountServiceAccountToken',
      value: false,
      reason: 'rights that are given to one job then reach no other, and until some are given it has none and no token',
      source: 'https://kubernetes.io/docs/concepts/security/service-accounts/',
      override: 'serviceAccount',
    });
    return new ApiObject(this, 'ServiceAccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: this.names.serviceAccount,
        labels: objectLabels(this.identity),
        ...(Object.keys(annotations).length === 0 ? {} : { annotations: asRendered(annotations) }),
      },
      automountServiceAccountToken,
    });
  }

  private addJob(job: RenderedJob, labels: Readonly<Record<string, string>>): ApiObject {
    const name = job.kind === 'Job' ? `${this.names.job}-${job.hash}` : this.names.job;
    return new ApiObject(this, 'Job', {
      apiVersion: 'batch/v1',
      kind: job.kind,
      metadata: { name, labels: job.kind === 'Job' ? labels : objectLabels(this.identity) },
      spec: job.spec,
    });
  }

  /** Gives the pods of several nodes host names, before they are ready too: they wait for each other. */
  private addWorkers(): void {
    new ApiObject(this, 'Workers', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: this.names.workers, labels: objectLabels(this.identity) },
      spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector: this.matchLabels },
    });
  }

  private noGrant(property: string, { store }: StoreLocation, access: StoreGrant['access']): IssueDetails | undefined {
    if (store === undefined) return undefined;
    const isIn = this.grants.some((grant) => grant.store === store && (access === 'read' || grant.access === 'write'));
    if (isIn) return undefined;
    return {
      code: 'data/no-store-grant',
      property,
      given: printGiven(store.storeName),
      message: `is a store that has not let the job ${access === 'read' ? 'read' : 'write'}, and would refuse it`,
      fix: `${access === 'read' ? 'grantRead' : 'grantWrite'}(job) of the store, once the job is made`,
    };
  }
}

/** A place that a job uses, where it stands in the props, and what it does there. */
interface UsedStore {
  readonly property: string;
  readonly at: StoreLocation;
  readonly access: StoreGrant['access'];
}

function storesOf({ inputs = {}, outputs = {}, checkpoints }: BatchTrainingJobProps): readonly UsedStore[] {
  return [
    ...Object.entries(inputs).map(([name, at]) => ({ property: `inputs.${name}`, at, access: 'read' as const })),
    ...Object.entries(outputs).map(([name, at]) => ({ property: `outputs.${name}`, at, access: 'write' as const })),
    ...(checkpoints?.kind === 'store'
      ? [{ property: 'checkpoints.at', at: checkpoints.at, access: 'write' as const }]
      : []),
  ];
}

/** What the identities of clouds ask of an account, or of its pods, that get to stores by them. */
function identityOf<Of extends 'annotations' | 'podLabels'>(
  stores: readonly UsedStore[],
  of: Of,
): Readonly<Record<string, Of extends 'annotations' ? Deferrable<string> : string>> {
  return Object.fromEntries(
    stores.flatMap(({ at: { access } }) => (access.kind === 'service-account' ? Object.entries(access[of] ?? {}) : [])),
  );
}

/** Annotations as cdk8s types them. */
function asRendered(annotations: Readonly<Record<string, Deferrable<string>>>): Record<string, string> {
  // A deferred one passes through cdk8s to the Pulumi bridge, which resolves it.
  return annotations as Record<string, string>;
}
