import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { lateProps, nameProblem, Notes, printGiven, recordNotes, recordSource } from '../core';
import { clusterOf } from '../hardware';
import { derivedName, memberLabels, requiredLabels } from '../workload';
import {
  denyEgress,
  denyIngress,
  renderLimits,
  renderQuota,
  type Amounts,
  type ContainerLimits,
} from './namespace-objects';
import { podSecurityLabels, type PodSecurity } from './pod-security';

/** Who reaches the pods of a namespace where no policy of their own says so. */
export type IngressDefault = { readonly kind: 'deny' } | { readonly kind: 'open'; readonly reason: string };

/** Whom the pods of a namespace reach where no policy of their own says so. */
export type EgressDefault =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'deny';
      /** Whether they may ask the cluster's DNS for names, without which they find nobody. */
      readonly dns: boolean;
    };

/** What a namespace allows. */
export interface NamespaceProps {
  /** @default - the derived name */
  readonly name?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** @default - restricted, in the version of the target cluster */
  readonly podSecurity?: PodSecurity | undefined;
  /** What all its pods together may take: `{ 'requests.nvidia.com/gpu': 8, pods: 100 }`. @default - no quota */
  readonly quota?: Amounts | undefined;
  /** @default - none */
  readonly limits?: ContainerLimits | undefined;
  /** @default - nobody who is not let in by name, as by `allowFrom` */
  readonly ingress?: IngressDefault | undefined;
  /** @default - everybody */
  readonly egress?: EgressDefault | undefined;
  /** Whether pods wait for the AWS Load Balancer Controller to have registered them. @default false */
  readonly loadBalancerReadiness?: boolean | undefined;
}

/**
 * A namespace that takes only pods of a Pod Security level, isolates them, and bounds what they take.
 *
 * A chart is put into it by its name: `new Chart(app, 'chat', { namespace: models.name })`.
 */
export class Namespace extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, given: NamespaceProps = {}) {
    super(scope, id);
    recordSource(this);
    const notes = new Notes();
    const props = plainProps(given, notes);
    this.name = nameOf(this, props, notes);
    const ours = memberLabels(Chart.of(this).node.id, requiredLabels(this, notes));
    const labels = {
      ...ours,
      ...(props.loadBalancerReadiness === true ? readinessGates : {}),
      ...props.labels,
      ...podSecurityLabels(props.podSecurity, clusterOf(this), notes),
    };
    const annotations = props.annotations === undefined ? {} : { annotations: { ...props.annotations } };
    new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: this.name, labels, ...annotations },
    });
    const { quota, limits } = props;
    if (quota !== undefined) this.add('v1', 'ResourceQuota', 'quota', ours, renderQuota(quota, notes));
    if (limits !== undefined) this.add('v1', 'LimitRange', 'limits', ours, renderLimits(limits, notes));
    this.isolate(props, ours, notes);
    recordNotes(this, notes);
  }

  private isolate({ ingress, egress }: NamespaceProps, labels: Record<string, string>, notes: Notes): void {
    const policy = 'networking.k8s.io/v1';
    const { field, override } = closed;
    if (ingress?.kind === 'open') notes.waive({ field, value: ingress.kind, reason: ingress.reason, override });
    else this.add(policy, 'NetworkPolicy', 'default-deny-ingress', labels, denyIngress);
    if (ingress === undefined) notes.decide(closed);
    if (egress === undefined) notes.decide(unbounded);
    if (egress?.kind !== 'deny') return;
    this.add(policy, 'NetworkPolicy', 'default-deny-egress', labels, denyEgress(egress.dns));
  }

  private add(
    apiVersion: string,
    kind: string,
    name: string,
    labels: Record<string, string>,
    spec: Readonly<Record<string, unknown>>,
  ): void {
    new ApiObject(this, name, { apiVersion, kind, metadata: { name, namespace: this.name, labels }, spec });
  }
}

/** What is known when the program runs; what refers to a name that is not is told of the derived one. */
function plainProps(props: NamespaceProps, notes: Notes): NamespaceProps {
  const late = lateProps(props, []);
  for (const issue of late) notes.issue(issue.property === 'name' ? { ...issue, ...lateName } : issue);
  if (late.length === 0) return props;
  return late.some(({ property }) => property === 'name') ? {} : { name: props.name };
}

const lateName = {
  message:
    'is known only when the stack is deployed, and a name decides which objects there are, and what refers to them',
  fix: "a plain text, such as name: 'models', or nothing",
} as const;

function nameOf(construct: Construct, { name }: NamespaceProps, notes: Notes): string {
  const derived = derivedName(construct, 63);
  const problem = name === undefined ? undefined : nameProblem('Namespace', name);
  if (problem !== undefined) {
    const fix = `name: '${derived}', or nothing`;
    notes.issue({ code: 'core/invalid-name', property: 'name', given: printGiven(name), message: problem, fix });
  }
  return name ?? derived;
}

/** Source: aws-load-balancer-controller, docs/deploy/pod_readiness_gate.md. */
const readinessGates = { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' };

const closed = {
  field: 'NetworkPolicy default-deny-ingress',
  value: 'deny',
  reason: 'a model that nobody was named for is called by nobody, until allowFrom names who does',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-traffic',
  override: 'ingress',
} as const;

const unbounded = {
  field: 'NetworkPolicy default-deny-egress',
  value: 'open',
  reason: 'servers load weights, and send traces, to places that a policy cannot name: it knows addresses and no hosts',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  override: 'egress',
} as const;
