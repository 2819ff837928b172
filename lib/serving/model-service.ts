import { ApiObject, Chart, JsonPatch, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import {
  captureStack,
  lateProps,
  Notes,
  printGiven,
  recordDecision,
  recordIssue,
  recordNotes,
  recordSource,
  recordTraffic,
  recordWarning,
  type DeclaredTraffic,
  type Deferrable,
  type IssueDetails,
} from '../core';
import type { ObjectStore, StoreGrant, StoreUser } from '../data';
import { clusterOf, type TargetCluster } from '../hardware';
import {
  groupSelector,
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
import { trafficOfCallers } from './caller-traffic';
import { renderCallerPolicy, renderGroupPolicy, type Caller } from './callers';
import type { Exposure } from './exposure';
import { handedOn, placeholder } from './handed-on';
import type { Interception } from './interception';
import { accountOfItsOwn, noNetworkPolicy, portOfService, urlOf, versionOf } from './model-service-decisions';
import { resolveNames, type ResolvedNames } from './model-service-names';
import type { ModelServiceProps } from './model-service-props';
import type { NeededCaller } from './needed-callers';
import { judgePorts } from './ports';
import type { ModelServiceObjects } from './render-model-service';
import type * as rendering from './rendering';
import type { ServerDescription } from './runtime';
import type { LocatedModel } from './model/locate';
import { clusterInternal, renderService, type Backend } from './service';
import { leaderWorkerSets, scaleTargetOf } from './scale-target';
import type { WaysIn } from './ways-in';

/**
 * A model behind a stable address: a Deployment, or a LeaderWorkerSet for a model on several nodes, and a Service, with
 * what lets them be scaled, rolled out, drained and isolated.
 *
 * It can stand where cdk8s-plus wants a pod selector, a peer of a network policy, or a subject of a role binding.
 */
export class ModelService extends Construct implements IPodSelector, INetworkPolicyPeer, ISubject, StoreUser {
  /** The names of the objects, overrides included. */
  readonly names: ResolvedNames;
  /** Selects this service's pods and no others. */
  readonly matchLabels: Readonly<Record<string, string>>;
  /** The service account that its pods run under, which stores and roles are opened to. */
  readonly serviceAccountName: string;
  /** The namespace of its chart, where that has one. */
  readonly namespace: string | undefined;
  /** Where clients inside the cluster find the model. */
  readonly url: string;
  /** Where a way in from outside of the cluster must lead: the Service, or the interceptor that wakes it. */
  readonly backend: Backend;

  private readonly server: ServerDescription;
  private readonly identity: Identity;
  private readonly servicePort: number;
  private readonly waysIn: WaysIn;
  private readonly callers: Caller[] = [];
  private readonly neededCallers: readonly NeededCaller[];
  private readonly interception: Interception | undefined;
  private readonly account: ApiObject | string;
  private readonly stores: ObjectStore[] = [];
  private isGroup = false;
  private isolated = false;

  constructor(scope: Construct, id: string, given: ModelServiceProps) {
    super(scope, id);
    recordSource(this);
    const notes = new Notes();
    const late = lateProps(given, handedOn);
    for (const issue of late) notes.issue(issue);
    const props = late.length > 0 ? placeholder : given;
    const cluster = clusterOf(this);
    this.names = resolveNames(this, props, notes);
    const { describeServer, loadingOf, locateModel, renderModelService, withModel } = loadRendering();
    const located =
      props.model && locateModel(props.model, this.names.instance, loadingOf(props.runtime), cluster, notes);
    const context = { model: located?.served, gpus: props.accelerator?.count ?? props.gpus };
    this.server = withModel(describeServer(props.runtime, context, notes), located);
    this.identity = {
      instance: this.names.instance,
      component: 'server',
      application: this.server.application ?? this.names.instance,
      partOf: Chart.of(this).node.id,
      version: versionOf(props.version, this.server, notes),
      required: requiredLabels(this, notes),
    };
    this.matchLabels = selectorLabels(this.identity);
    this.serviceAccountName = this.names.serviceAccount;
    this.namespace = Chart.of(this).namespace;
    this.servicePort = notes.choose(props.servicePort, portOfService);
    judgePorts(this.server.ports, this.servicePort, notes);
    this.account = props.serviceAccount?.name ?? this.addServiceAccount(located, notes);
    const service = this.addService();
    const { namespace } = this;
    const surroundings = { cluster, namespace, platform: platformOf(this) };
    const objects = renderModelService(props, this.server, located, this.names, this.identity, surroundings, notes);
    this.interception = objects.autoscaler?.kind === 'ScaledObject' ? objects.autoscaler.interception : undefined;
    this.neededCallers = objects.neededCallers;
    this.waysIn = this.openWaysIn(service, cluster);
    this.addObjects(objects);
    const { proxy } = this.interception ?? {};
    this.backend = proxy ?? { namespace, service: this.names.service, port: this.servicePort };
    this.url = urlOf(proxy === undefined ? this.names.service : this.names.proxy, namespace, this.backend.port);
    judgeNamespaces(namespace, notes);
    recordNotes(this, notes);
    recordTraffic(this, () => this.traffic());
    const store = located?.location?.store;
    if (store !== undefined) recordIssue(this, () => (this.stores.includes(store) ? undefined : noGrant(store)));
    recordDecision(this, () => (this.isolated ? undefined : noNetworkPolicy));
    recordDecision(this, () => (this.waysIn.loadBalancer === undefined ? clusterInternal : undefined));
    for (const { decision } of this.neededCallers) recordDecision(this, () => (this.isolated ? decision : undefined));
  }

  /** Makes a way in from outside of the cluster, and returns the object that is it. */
  exposeVia(exposure: Exposure): ApiObject {
    const notes = new Notes();
    const exposed = this.waysIn.add(exposure, notes);
    judgeNamespaces(exposed.metadata.namespace ?? this.namespace, notes);
    // The call is what is wrong, if anything is; its line helps more than the constructor's.
    recordNotes(this, notes, notes.issues.length + notes.warnings.length === 0 ? undefined : captureStack());
    return exposed;
  }

  /**
   * Lets these callers in, and from the first call on nobody else: a NetworkPolicy.
   *
   * Traffic through a gateway or an Ingress comes from the pods of its controller, which are let in where the target
   * cluster says where they are (`from`). Otherwise name them, and the addresses of a load balancer, too.
   */
  allowFrom(...callers: readonly Caller[]): void {
    if (!this.isolated) this.addNetworkPolicy();
    this.isolated = true;
    this.callers.push(...callers);
  }

  /** Takes what a store gives it, of which `grantRead` and `grantWrite` tell it. */
  addStoreGrant({ store, annotations = {}, podLabels = {} }: StoreGrant): void {
    this.stores.push(store);
    for (const [key, value] of Object.entries(loadRendering().asRendered(annotations))) {
      if (typeof this.account !== 'string') this.account.metadata.addAnnotation(key, value);
    }
    const asked = Object.keys(annotations);
    if (typeof this.account === 'string' && asked.length > 0) {
      recordWarning(this, loadRendering().notAnnotated(this.account, asked), captureStack());
    }
    this.labelPods(podLabels);
  }

  /** Selects this service's pods, for cdk8s-plus. */
  toPodSelectorConfig(): PodSelectorConfig {
    return podSelectorConfig(this.matchLabels, Chart.of(this).namespace);
  }

  /** This service's pods as the peer of a network policy, for cdk8s-plus. */
  toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** This service's pods as a selector, for cdk8s-plus. */
  toPodSelector(): IPodSelector {
    return this;
  }

  /** This service's account as the subject of a role binding, for cdk8s-plus. */
  toSubjectConfiguration(): SubjectConfiguration {
    const namespace = Chart.of(this).namespace;
    return {
      kind: 'ServiceAccount',
      name: this.names.serviceAccount,
      ...(namespace === undefined ? {} : { namespace }),
    };
  }

  private addObjects(objects: ModelServiceObjects): void {
    const { configMap, deployment, leaderWorkerSet, disruptionBudget, autoscaler, verticalAutoscaler } = objects;
    const { names } = this;
    if (configMap !== undefined) this.add('Config', 'v1', 'ConfigMap', names.configMap, configMap);
    const labels = versionedLabels(this.identity);
    if (deployment !== undefined) {
      this.add('Deployment', 'apps/v1', 'Deployment', names.deployment, { spec: deployment }, { labels });
    }
    if (leaderWorkerSet !== undefined) {
      this.isGroup = true;
      const fields = { spec: leaderWorkerSet };
      this.add('LeaderWorkerSet', leaderWorkerSets, 'LeaderWorkerSet', names.leaderWorkerSet, fields, { labels });
    }
    if (disruptionBudget !== undefined) {
      this.add('DisruptionBudget', 'policy/v1', 'PodDisruptionBudget', names.disruptionBudget, {
        spec: disruptionBudget,
      });
    }
    if (autoscaler !== undefined) {
      const { apiVersion, kind, spec } = autoscaler;
      const owner = this.add('Autoscaler', apiVersion, kind, names.autoscaler, { spec });
      // Without it KEDA would go by the CPU instead, and never notice.
      if (this.interception !== undefined) owner.addDependency(this.addInterception(this.interception));
    }
    if (verticalAutoscaler !== undefined) {
      this.add('VerticalAutoscaler', 'autoscaling.k8s.io/v1', 'VerticalPodAutoscaler', names.verticalAutoscaler, {
        spec: verticalAutoscaler,
      });
    }
  }

  /** Tells the interceptor of the service, and clients in the cluster of the interceptor. */
  private addInterception(interception: Interception): ApiObject {
    const { kind, externalName } = interception;
    const { apiVersion, annotations } = loadRendering().interceptionApis[kind];
    this.add('Proxy', 'v1', 'Service', this.names.proxy, { spec: { type: 'ExternalName', externalName } });
    const scaled = scaleTargetOf(this.names, this.server.group);
    const target = { scaled, service: this.names.service, port: this.servicePort };
    return this.add(
      'Interception',
      apiVersion,
      kind,
      this.names.autoscaler,
      {
        spec: Lazy.any({ produce: () => loadRendering().renderInterception(interception, target, this.waysIn.hosts) }),
      },
      { annotations },
    );
  }

  private addService(): ApiObject {
    return this.add('Service', 'v1', 'Service', this.names.service, {
      spec: Lazy.any({
        produce: () => renderService(this.server, this.matchLabels, this.servicePort, this.waysIn.loadBalancer),
      }),
    });
  }

  private openWaysIn(service: ApiObject, cluster: TargetCluster | undefined): WaysIn {
    const { WaysIn } = loadRendering();
    return new WaysIn({
      construct: this,
      name: this.names.instance,
      service,
      servicePort: this.servicePort,
      server: this.server,
      cluster,
      namespace: this.namespace,
      interception: this.interception,
      isIsolated: () => this.isolated,
      add: (...object) => this.add(...object),
    });
  }

  /** Labels pods that are rendered already; their selectors ask for none of it. */
  private labelPods(labels: Readonly<Record<string, string>>): void {
    const paths = this.isGroup ? groupTemplates : ['/spec/template'];
    const pods = this.node.tryFindChild(this.isGroup ? 'LeaderWorkerSet' : 'Deployment');
    if (!(pods instanceof ApiObject)) return;
    for (const [key, value] of Object.entries(labels)) {
      const pointer = key.replaceAll('~', '~0').replaceAll('/', '~1');
      for (const path of paths) pods.addJsonPatch(JsonPatch.add(`${path}/metadata/labels/${pointer}`, value));
    }
  }

  private addServiceAccount(located: LocatedModel | undefined, notes: Notes): ApiObject {
    const automountServiceAccountToken = notes.decide(accountOfItsOwn).automountServiceAccountToken;
    const access = located?.location?.access;
    const annotations = access?.kind === 'service-account' ? access.annotations : undefined;
    const fields = { automountServiceAccountToken };
    return this.add('ServiceAccount', 'v1', 'ServiceAccount', this.names.serviceAccount, fields, { annotations });
  }

  private addNetworkPolicy(): void {
    const ports = this.server.ports.map(({ name }) => name);
    const needed = this.neededCallers.map(({ caller }) => caller);
    this.add('NetworkPolicy', 'networking.k8s.io/v1', 'NetworkPolicy', this.names.networkPolicy, {
      spec: Lazy.any({
        produce: () =>
          renderCallerPolicy(this.matchLabels, [...this.callers, ...needed, ...this.waysIn.callers], ports, this),
      }),
    });
    if (!this.isGroup) return;
    // Policies add up: this one holds for the pods that answer, too.
    this.add('GroupNetworkPolicy', 'networking.k8s.io/v1', 'NetworkPolicy', `${this.names.networkPolicy}-group`, {
      spec: renderGroupPolicy(groupSelector(this.identity)),
    });
  }

  /** Who must be able to call it. */
  private traffic(): readonly DeclaredTraffic[] {
    const called = { namespace: this.namespace, name: this.names.service, port: this.servicePort };
    const needed = this.neededCallers.map(({ caller }) => caller);
    return [
      ...trafficOfCallers(this.callers, called, 'allowFrom lets them in'),
      ...trafficOfCallers(needed, called, 'what scales it calls it from there'),
      ...trafficOfCallers(this.waysIn.callers, called, 'requests from outside of the cluster come from there'),
    ];
  }

  private add(
    id: string,
    apiVersion: string,
    kind: string,
    name: string,
    fields: Readonly<Record<string, unknown>>,
    metadata: ObjectMetadata = {},
  ): ApiObject {
    const { labels = objectLabels(this.identity), annotations, namespace } = metadata;
    return new ApiObject(this, id, {
      apiVersion,
      kind,
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        labels,
        ...(annotations === undefined ? {} : { annotations: loadRendering().asRendered(annotations) }),
      },
      ...fields,
    });
  }
}

const groupTemplates = ['leaderTemplate', 'workerTemplate'].map((template) => `/spec/leaderWorkerTemplate/${template}`);

function noGrant(store: ObjectStore): IssueDetails {
  return {
    code: 'data/no-store-grant',
    property: 'model.source',
    given: printGiven(store.storeName),
    message: 'is a store that has not let the service in, and would refuse it',
    fix: `grantRead(service) of the store, once the service is made`,
  };
}

/** Loads what services are rendered by when the first one is made: programs that make none need not wait for it. */
function loadRendering(): typeof rendering {
  // A cast, as what is required is of any type.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would make the constructor asynchronous
  return require('./rendering') as typeof rendering;
}

interface ObjectMetadata {
  readonly labels?: Record<string, string>;
  readonly annotations?: Readonly<Record<string, Deferrable<string>>> | undefined;
  /** That of the chart if not given. */
  readonly namespace?: string | undefined;
}
