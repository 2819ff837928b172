import type { App } from '../../app';
import type { Code } from '../../core';
import type { TargetCluster } from '../../hardware';
import type { Manifest, VerifyOptions } from '../../verify';
import { answerAccepted, type AcceptedOptions } from '../cluster/expect-accepted';
import type { Cluster } from '../cluster/open-cluster';
import { answerSchedulable, type SchedulableOptions } from '../expect-schedulable';
import type { FoundOf } from '../find-object';
import { manifestsIn } from '../manifests-in';
import { answerFinding, answerNoFindings, type NoFindingsOptions } from './answer-findings';
import { answerObject } from './answer-object';
import type { ExpectedValue } from './expected-fields';
import { resultOf, type MatcherContext, type MatcherResult } from './matcher-context';
import { subjectOf, type Subject } from './subject';

/** Some fields of an object, each by its value, by an expectation of the runner's, or by `undefined` where it is not there. */
export type FieldsOf<T> = T extends readonly (infer Item)[]
  ? readonly FieldsOf<Item>[] | ExpectedValue
  : T extends object
    ? { readonly [Field in keyof T]?: FieldsOf<T[Field]> | undefined } | ExpectedValue
    : T | ExpectedValue;

/** Which objects an API server may refuse, and what it enforces. */
export type AcceptedByOptions = Pick<AcceptedOptions, 'allow' | 'podSecurity'>;

/** The arguments of a matcher, where what `expect` is given is something that it can be asked about. */
export type AskedOf<T, Arguments extends readonly unknown[]> =
  Awaited<T> extends Subject ? Arguments : [onlyOfAppOrObjects: never, ...never[]];

/** What objects are judged by, where they are not those of an app, which has rules, cluster and facts of its own. */
export type JudgedBy<T> = Awaited<T> extends App ? object : VerifyOptions;

/** What can be expected of an app, or of a list of objects. */
export interface ModelyardMatchers<T> {
  /**
   * Expects that some node of a cluster takes each pod, and that there is room for all at once, as `expectSchedulable`
   * does. Where a fact is missing that would tell, it fails, and its `.not` too.
   */
  toBeSchedulableOn(...asked: AskedOf<T, [cluster: TargetCluster, options?: SchedulableOptions | undefined]>): void;

  /**
   * Expects an object of a kind and name, and that it has some fields. Lists are of the same length, and each item has
   * the fields that are expected of it.
   *
   * With fields, `.not` expects that the object is there and that not all of them are as given.
   */
  toHaveObject<const Kind extends string>(
    ...asked: AskedOf<T, [kind: Kind, name: string, fields?: FieldsOf<FoundOf<Kind>> | undefined]>
  ): void;

  /** Expects that synthesis, or `verify` for plain objects, says something with a code. */
  toHaveFinding(
    ...asked: AskedOf<T, Awaited<T> extends App ? [code: Code] : [code: Code, by?: VerifyOptions | undefined]>
  ): void;

  /** Expects that there is nothing to say: no error, no warning that nobody acknowledged, no proof that cannot be made. */
  toHaveNoFindings(...asked: AskedOf<T, [options?: (NoFindingsOptions & JudgedBy<T>) | undefined]>): void;

  /**
   * Expects that the API server of a cluster accepts all objects and their pods, as `expectAccepted` does. What it only
   * warns of fails, and fails `.not` too.
   */
  toBeAcceptedBy(...asked: AskedOf<T, [cluster: Cluster, options?: AcceptedByOptions | undefined]>): Promise<void>;
}

/** The matchers as `expect.extend` takes them. */
export const modelyardMatchers = {
  toBeSchedulableOn(
    this: MatcherContext,
    received: unknown,
    cluster: TargetCluster,
    options?: SchedulableOptions,
  ): MatcherResult {
    return resultOf(answerSchedulable(subjectOf(received, 'toBeSchedulableOn'), cluster, options), this);
  },

  toHaveObject(this: MatcherContext, received: unknown, kind: string, name: string, fields?: object): MatcherResult {
    const manifests: readonly Manifest[] = manifestsIn(subjectOf(received, 'toHaveObject'));
    const answer = answerObject(
      manifests,
      { kind, name, fields },
      {
        equals: (found, expected) => this.equals(found, expected, this.customTesters),
        print: (expected) => this.utils.stringify(expected),
      },
    );
    return resultOf(answer, this);
  },

  toHaveFinding(this: MatcherContext, received: unknown, code: Code, by?: VerifyOptions): MatcherResult {
    return resultOf(answerFinding(subjectOf(received, 'toHaveFinding'), code, by), this);
  },

  toHaveNoFindings(
    this: MatcherContext,
    received: unknown,
    options?: NoFindingsOptions & VerifyOptions,
  ): MatcherResult {
    return resultOf(answerNoFindings(subjectOf(received, 'toHaveNoFindings'), options), this);
  },

  async toBeAcceptedBy(
    this: MatcherContext,
    received: unknown,
    cluster: Cluster,
    options?: AcceptedByOptions,
  ): Promise<MatcherResult> {
    return resultOf(await answerAccepted(subjectOf(received, 'toBeAcceptedBy'), { ...options, cluster }), this);
  },
};
