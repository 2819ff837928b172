import { App as Cdk8sApp, type AppProps as Cdk8sAppProps } from 'cdk8s';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { App } from '../../lib/app';
import { ConfigError } from '../../lib/core';
import type { Rule } from '../../lib/verify';
import { fill, generatedApp, propsOf, type GeneratedApp } from './generated-app';
import { inFolder, readOutput } from './output';

class QuietApp extends App {
  protected override report(): void {
    // What it says is tested elsewhere.
  }
}

type Way = 'synth' | 'synthYaml';
type Result = { readonly written: unknown } | { readonly refused: unknown; readonly output: unknown };

/** Builds a generated app, and synthesises it in one of the two ways. */
function resultOf(generated: GeneratedApp, way: Way, create: (props: Cdk8sAppProps) => Cdk8sApp): Result {
  return inFolder((folder) => {
    const app = create(propsOf(generated, folder));
    fill(app, generated);
    try {
      const yaml = app[way]();
      return { written: { yaml, output: readOutput(folder) } };
    } catch (error) {
      return { refused: error, output: readOutput(folder) };
    }
  });
}

const tally = { written: 0, refused: 0 };

function expectSame(generated: GeneratedApp, rules: readonly Rule[]): void {
  for (const way of ['synth', 'synthYaml'] as const) {
    const peer = resultOf(generated, way, (props) => new Cdk8sApp(props));
    const ours = resultOf(generated, way, (props) => new QuietApp({ ...props, rules }));
    if ('written' in peer) {
      tally.written++;
      expect(ours).toEqual(peer);
    } else {
      tally.refused++;
      expect(ours).toEqual({ refused: expect.any(ConfigError), output: undefined });
    }
  }
}

describe('an App writes what the App of cdk8s writes, and refuses what that refuses', () => {
  afterAll(() => {
    // A generator that makes only one of the two would prove nothing of the other.
    expect(Math.min(tally.written, tally.refused)).toBeGreaterThan(200);
  });

  test('with no rules', () => {
    fc.assert(
      fc.property(generatedApp, (generated) => {
        expectSame(generated, []);
      }),
      { numRuns: 1_000 },
    );
  });
});
