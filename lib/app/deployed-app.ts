import { ApiObject, YamlOutputType } from 'cdk8s';
import {
  captureStack,
  ConfigError,
  issuesSoFar,
  recordIssue,
  sourceLineOf,
  type Issue,
  type IssueDetails,
} from '../core';
import { clusterOf, type TargetCluster } from '../hardware';
import type { Rule } from '../verify';
import { App, loadSynthesis } from './app';
import { DeferredTokens } from './deferred-tokens';
import type { PlacedManifest } from './synthesis';

/** What decides what is proven of a deployed app. */
export interface DeployedAppProps {
  readonly cluster: TargetCluster;
  /** Left out: the built-in rules. */
  readonly rules?: readonly Rule[] | undefined;
  readonly proof?: 'required' | undefined;
}

/** What is to be deployed, in the order in which it can be applied. */
export interface Deployed {
  /** They may hold deferred values. */
  readonly objects: readonly PlacedManifest[];
  /** How many warnings nobody acknowledged. */
  readonly warnings: number;
  /** What there is to tell. */
  readonly report: string;
}

/** An app whose objects somebody deploys who knows deferred values; it writes no files. */
export class DeployedApp extends App {
  private readonly deferred: DeferredTokens;
  private readonly options: Pick<DeployedAppProps, 'rules' | 'proof'>;

  constructor({ cluster, rules, proof }: DeployedAppProps) {
    const deferred = new DeferredTokens();
    super({ cluster, rules, proof, resolvers: [deferred] });
    this.deferred = deferred;
    this.options = { rules, proof };
  }

  /** An issue: whoever calls it would get files that nobody deploys. */
  override synth(): void {
    recordIssue(this, synthCalled, captureStack());
  }

  /**
   * Runs what makes the charts.
   *
   * @throws ConfigError with what is recorded so far, where it throws: what it threw comes of that
   */
  fill(charts: (app: App) => void): void {
    try {
      charts(this);
    } catch (error) {
      const issues = [...this.node.findAll().flatMap(issuesSoFar), ...lateId(error)];
      throw issues.length > 0 ? new ConfigError(issues) : error;
    }
  }

  /**
   * Renders and proves all objects.
   *
   * @throws ConfigError with everything that is wrong in the app
   */
  deployed(): Deployed {
    this.judgeClusters();
    const { manifests, warnings, report } = loadSynthesis()(this, {
      outputType: YamlOutputType.FILE_PER_APP,
      rules: this.options.rules,
      proofRequired: this.options.proof === 'required',
      objects: { for: undefined },
      deferred: this.deferred,
    });
    return { objects: manifests, warnings: warnings.length, report };
  }

  private judgeClusters(): void {
    const cluster = clusterOf(this);
    for (const construct of this.node.findAll()) {
      if (!ApiObject.isApiObject(construct)) continue;
      const made = clusterOf(construct);
      if (made !== cluster && describe(made) !== describe(cluster)) recordIssue(construct, otherCluster(made, cluster));
    }
  }
}

/**
 * What is wrong where the id of a construct is an Output: `constructs` reads it as a text, and says only that it is none.
 *
 * @param error that making the charts threw
 */
function lateId(error: unknown): readonly Issue[] {
  if (!(error instanceof TypeError) || error.message !== 'id.replace is not a function') return [];
  const { stack } = error;
  return [{ ...idIsNoText, path: '', source: sourceLineOf(stack === undefined ? {} : { stack }) }];
}

const idIsNoText = {
  code: 'core/deferred-decides',
  property: 'id',
  message: 'the id of a construct is no text: what is known only when the stack is deployed can name nothing',
  fix: "a plain text, such as new Chart(app, 'chat')",
} as const;

function describe(cluster: TargetCluster | undefined): string {
  return JSON.stringify(cluster);
}

function otherCluster(made: TargetCluster | undefined, deployed: TargetCluster | undefined): IssueDetails {
  return {
    code: 'pulumi/other-cluster',
    message: `it is made for the cluster ${made?.name ?? 'that nobody named'}, and deployed to ${deployed?.name ?? 'another'}`,
    fix: 'ChartsOnCluster for each cluster, and no bindCluster in its charts',
  };
}

const synthCalled = {
  code: 'pulumi/synth-called',
  message: 'app.synth() writes files, and these charts are deployed by Pulumi',
  fix: 'no app.synth() in charts',
} as const;
