import { ApiObject, App as Cdk8sApp, YamlOutputType, type AppProps as Cdk8sAppProps } from 'cdk8s';
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { App } from '../../lib/app';
import { ConfigError } from '../../lib/core';
import { builtInRules, verify, type Manifest, type Rule } from '../../lib/verify';
import { fill, generatedApp, knottedApp, propsOf, type GeneratedApp } from './generated-app';
import { inFolder, readOutput } from './output';

class QuietApp extends App {
  protected override report(): void {
    // What it says is tested elsewhere.
  }
}

const ways = ['synth', 'synthYaml'] as const;
type Way = (typeof ways)[number];
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

const refusal = { refused: expect.any(ConfigError), output: undefined };
const tally = { written: 0, refused: 0 };

function expectSame(generated: GeneratedApp, way: Way, rules: readonly Rule[]): void {
  const peer = resultOf(generated, way, (props) => new Cdk8sApp(props));
  const ours = resultOf(generated, way, (props) => new QuietApp({ ...props, rules }));
  if ('written' in peer) {
    tally.written++;
    expect(ours).toEqual(peer);
  } else {
    tally.refused++;
    expect(ours).toEqual(refusal);
  }
}

// Laws take their time, and more of it where the machine does other things too.
vi.setConfig({ testTimeout: 600_000 });

describe('an App writes what the App of cdk8s writes, and refuses what that refuses', () => {
  beforeEach(() => {
    Object.assign(tally, { written: 0, refused: 0 });
  });

  test('with no rules, on 1,000 apps of everything', () => {
    fc.assert(
      fc.property(generatedApp, (generated) => {
        for (const way of ways) expectSame(generated, way, []);
      }),
      { numRuns: 1_000 },
    );
    // A generator that makes only one of the two would prove nothing of the other.
    expect(Math.min(tally.written, tally.refused)).toBeGreaterThan(200);
  });

  test('with no rules, on 1,000 apps of many dependencies', () => {
    fc.assert(
      fc.property(knottedApp, (generated) => {
        for (const way of ways) expectSame(generated, way, []);
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(tally.written, tally.refused)).toBeGreaterThan(200);
  });

  test('with all rules, on 1,000 apps, as far as the rules find no error', () => {
    const found = { nothing: 0, errors: 0 };
    fc.assert(
      fc.property(generatedApp, (generated) => {
        for (const way of ways) {
          if (findsError(generated, way)) {
            found.errors++;
            expect(resultOf(generated, way, (props) => new QuietApp(props))).toEqual(refusal);
          } else {
            found.nothing++;
            expectSame(generated, way, builtInRules);
          }
        }
      }),
      { numRuns: 1_000 },
    );
    expect(Math.min(tally.written, tally.refused, found.nothing, found.errors)).toBeGreaterThan(100);
  });
});

/** Says whether the built-in rules find an error in what cdk8s makes of an app. */
function findsError(generated: GeneratedApp, way: Way): boolean {
  const app = new Cdk8sApp(propsOf(generated, 'unused'));
  fill(app, generated);
  const inFolders = way === 'synth' && generated.outputType === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
  try {
    const charts = app.charts.map((chart): Manifest[] => chart.toJson());
    // In a folder per chart cdk8s does not ask the chart, which may have more to say than its objects.
    const objects = app.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
    const contents: Manifest[] = inFolders ? objects.map((object): Manifest => object.toJson()) : charts.flat();
    const manifests = contents.filter((content) => content !== undefined);
    return verify(manifests, { rules: builtInRules }).some(({ severity }) => severity === 'error');
  } catch {
    return false;
  }
}
