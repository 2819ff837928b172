import { resolve } from 'node:path';
import { App as Cdk8sApp, YamlOutputType, type AppProps as Cdk8sAppProps } from 'cdk8s';
import { ConfigError, type Issue } from '../core';
import { bindCluster, type TargetCluster } from '../hardware';
import type { Manifest, Rule, Severity } from '../verify';
import type { AppFacts } from './app-facts';
import { addToFactsFile, factsFile, refusedApp } from './facts-file';
import { constructMetadata, writeFiles } from './files';
import type * as synthesis from './synthesis';

/** What cdk8s's own `App` takes. */
type OfCdk8s = { readonly [Prop in keyof Cdk8sAppProps]?: Cdk8sAppProps[Prop] | undefined };

/** What an `App` takes: all that cdk8s's does, and what decides its proofs. */
export interface AppProps extends OfCdk8s {
  /**
   * What must hold of the app's objects; synthesis fails where it does not.
   *
   * @default - the built-in rules; a rule of your own joins them as `[...builtInRules, mine]`
   */
  readonly rules?: readonly Rule[] | undefined;
  /**
   * `'required'` makes an error of each proof that cannot be made, because a fact is not declared.
   *
   * @default - such proofs are counted in the last line of the report
   */
  readonly proof?: 'required' | undefined;
  /** The cluster that the app is made for; `bindCluster` binds single charts to clusters of their own. */
  readonly cluster?: TargetCluster | undefined;
}

/** Something that synthesis has to say of an app, and how certain it is. */
export interface AppFinding extends Issue {
  readonly severity: Severity;
}

/**
 * A cdk8s app that proves what it writes.
 *
 * It takes the place of cdk8s's `App`: it reads the same environment variables and writes the same files with the same
 * bytes, but in time linear in the app. All that is wrong is told at once, and then nothing is written.
 */
export class App extends Cdk8sApp {
  private readonly rules: readonly Rule[] | undefined;
  private readonly proof: 'required' | undefined;

  constructor(props: AppProps = {}) {
    // A cast, as cdk8s's props admit no undefined: but it reads each of them with ??.
    super(props as Cdk8sAppProps);
    this.rules = props.rules;
    this.proof = props.proof;
    if (props.cluster !== undefined) bindCluster(this, props.cluster);
  }

  /**
   * Writes all manifests to the output folder.
   *
   * @throws ConfigError with everything that is wrong in the app; the output folder is then as it was
   */
  override synth(): void {
    const { folders, texts, objects, report, describe } = this.synthesiseTelling();
    // Element access, as cdk8s declares private what it read from the props and the environment.
    const metadata = this['recordConstructMetadata'] ? [constructMetadata(objects)] : [];
    writeFiles(this.outdir, folders, new Map([...texts, ...metadata]));
    if (factsFile() !== undefined) this.tell(describe(resolve(this.outdir)));
    this.report(report);
  }

  /**
   * Renders all manifests into one YAML text.
   *
   * @throws ConfigError with everything that is wrong in the app
   */
  override synthYaml(): string {
    const { texts, report } = this.synthesise(YamlOutputType.FILE_PER_APP);
    this.report(report);
    return [...texts.values()].join('');
  }

  /**
   * Renders all manifests as plain objects, in the order in which they are written, and tells nothing.
   *
   * @param cluster leaves out what is bound to another cluster than this one
   * @throws ConfigError with everything that is wrong in the app, whichever cluster it is for
   */
  synthObjects(cluster?: TargetCluster): readonly Manifest[] {
    return this.synthesise(YamlOutputType.FILE_PER_APP, { for: cluster }).manifests.map(({ manifest }) => manifest);
  }

  /**
   * Finds all that synthesis has to say of the app, and writes nothing: what is wrong; and where nothing is, the
   * warnings that nobody acknowledged and the proofs that cannot be made.
   */
  findings(): readonly AppFinding[] {
    const as = (severity: Severity, issues: readonly Issue[]): AppFinding[] =>
      issues.map((issue) => ({ severity, ...issue }));
    try {
      const { warnings, notKnown } = this.synthesise(YamlOutputType.FILE_PER_APP);
      return [...as('warning', warnings), ...as('not-known', notKnown())];
    } catch (error) {
      if (ConfigError.is(error)) return as('error', error.issues);
      throw error;
    }
  }

  /**
   * Tells what a successful synthesis has to tell: open warnings, and one line on the whole.
   *
   * It goes to stderr, as the cdk8s CLI hides stdout; a subclass may send it elsewhere.
   */
  protected report(text: string): void {
    process.stderr.write(text);
  }

  /** Synthesises, and tells who asked for facts also what is wrong. */
  private synthesiseTelling(): synthesis.Synthesis {
    try {
      return this.synthesise(this.yamlOutputType);
    } catch (error) {
      if (factsFile() !== undefined && ConfigError.is(error)) this.tell(refusedApp(resolve(this.outdir), error.issues));
      throw error;
    }
  }

  private tell(facts: AppFacts): void {
    const file = factsFile();
    if (file !== undefined) addToFactsFile(file, facts);
  }

  private synthesise(outputType: YamlOutputType, objects?: synthesis.WantedObjects): synthesis.Synthesis {
    return loadSynthesis()(this, {
      outputType,
      rules: this.rules,
      proofRequired: this.proof === 'required',
      objects,
    });
  }
}

/** Loads what synthesises, and all rules with it, when it is first needed: that is half of the package. */
export function loadSynthesis(): typeof synthesis.synthesise {
  // A cast, as what is required is of any type.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would make synth() asynchronous
  const { synthesise } = require('./synthesis') as typeof synthesis;
  return synthesise;
}
