import * as pulumi from '@pulumi/pulumi';
import { DeployedApp, type App } from '../app';
import { captureStack, recordDecision, recordIssue } from '../core';
import { awaitedBy, type PulumiCluster } from '../provider';
import type { Rule } from '../verify';
import { planDeployment, type PlannedResource } from './deployment-plan';
import { judgeMoves, type Moves } from './moves';
import { resourceClass } from './resource-class';
import { warnOfGaps } from './gaps';
import { warnOfImages } from './image-sources';

/** What `ChartsOnCluster` takes. */
export interface ChartsOnClusterArgs {
  /** Where the charts are deployed to, and what the rules go by. */
  readonly cluster: PulumiCluster;
  /** Makes the charts, in an app that is bound to the cluster. Outputs may stand in every prop that is only handed on. */
  readonly charts: (app: App) => void;
  /**
   * Where constructs stand now, by where they stood: `{ 'chat/llama': 'serving/chat' }`.
   *
   * What is at or below the path keeps its objects, which would otherwise be deleted and made anew.
   */
  readonly moved?: Moves | undefined;
  /**
   * What must hold of the objects; nothing is deployed where it does not.
   *
   * @default - the built-in rules
   */
  readonly rules?: readonly Rule[] | undefined;
  /** `'required'` makes an error of each proof that cannot be made, because a fact is not declared. */
  readonly proof?: 'required' | undefined;
}

/**
 * Charts as Pulumi resources: one for each Kubernetes object, deployed by the same `pulumi up` as their cluster.
 *
 * All charts are proven before any resource is registered. Outputs stay Outputs: what is not known yet is so field by
 * field, what is secret stays secret, and what a value comes from is deployed first.
 */
export class ChartsOnCluster extends pulumi.ComponentResource {
  /** The resource of each object, by the path of its construct: `chat/server/Deployment`. */
  readonly resources: ReadonlyMap<string, pulumi.CustomResource>;

  /**
   * Makes the charts and registers their objects.
   *
   * @throws ConfigError with everything that is wrong in the charts; no resource is registered then
   */
  constructor(name: string, args: ChartsOnClusterArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const { target, provider, neededByCharts = [] } = args.cluster;
    const app = new DeployedApp({ cluster: target, rules: args.rules, proof: args.proof });
    app.fill(args.charts);
    const moved = args.moved ?? {};
    for (const issue of judgeMoves(moved, app)) recordIssue(app, issue, captureStack());
    const { objects, warnings, report } = app.deployed();
    const plan = planDeployment(objects, target, moved);
    super('modelyard:pulumi:ChartsOnCluster', name, {}, opts);
    void pulumi.log[warnings > 0 ? 'warn' : 'info'](report.trimEnd(), this);
    const manifests = plan.map(({ manifest }) => manifest);
    warnOfGaps(this, provider, manifests);
    warnOfImages(this, args.cluster, manifests);
    this.resources = this.register(name, plan, provider, neededByCharts, opts.dependsOn);
    this.registerOutputs({});
  }

  private register(
    name: string,
    plan: readonly PlannedResource[],
    provider: pulumi.ProviderResource,
    needed: readonly pulumi.Resource[],
    after: pulumi.ResourceOptions['dependsOn'],
  ): ReadonlyMap<string, pulumi.CustomResource> {
    const made: pulumi.CustomResource[] = [];
    const resources = new Map<string, pulumi.CustomResource>();
    for (const planned of plan) {
      const before = planned.dependsOn.flatMap((place) => made[place] ?? []);
      const own: pulumi.CustomResourceOptions = {
        parent: this,
        provider,
        dependsOn: [...needed, ...before, ...awaitedBy(planned.construct)],
        ignoreChanges: [...planned.ignoreChanges],
        aliases: planned.formerNames.map((former) => ({ name: `${name}/${former}` })),
        customTimeouts: timeoutsOf(planned),
      };
      // Children of a component do not wait for what it depends on, unless each is told.
      const options = after === undefined ? own : pulumi.mergeOptions(own, { dependsOn: after });
      const { apiVersion, kind } = planned.manifest;
      const Resource = resourceClass(String(apiVersion), String(kind));
      const resource = new Resource(`${name}/${planned.name}`, planned.manifest, options);
      made.push(resource);
      resources.set(planned.name, resource);
      for (const decision of planned.decisions) recordDecision(planned.construct, decision);
    }
    return resources;
  }
}

function timeoutsOf({ timeouts: { ready, deleted } }: PlannedResource): pulumi.CustomTimeouts {
  return {
    ...(ready === undefined ? {} : { create: `${ready}s`, update: `${ready}s` }),
    ...(deleted === undefined ? {} : { delete: `${deleted}s` }),
  };
}
