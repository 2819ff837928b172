import { ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { sourceOf, type Issue } from '../core';
import { DeferredTokens } from './deferred-tokens';
import type { OrderedChart } from './dependency-order';
import type { ObjectRenderer, Rendered } from './object-renderer';
import { deferredFieldsOf, isSpoilt, spoiltTextsIn, unrenderableFieldOf } from './unrenderable';
import type { YamlWriter } from './yaml';

/** A document of the output, and the construct that answers for it. */
export interface Document extends Rendered {
  readonly construct: IConstruct;
}

/** A chart as it was rendered, in the order in which it is written. */
export interface RenderedChart {
  readonly chart: Chart;
  readonly documents: readonly Document[];
}

/**
 * Renders each object of each chart, once.
 *
 * @param byChart whether cdk8s would ask the chart for its objects, which a class of chart may answer in its own way
 * @param issues receives what cannot be rendered, which is left out
 */
export function renderCharts(
  charts: readonly OrderedChart[],
  byChart: boolean,
  renderer: ObjectRenderer,
  issues: Issue[],
): readonly RenderedChart[] {
  return charts.map(({ chart, objects }) => {
    const ownWay = byChart && chart.toJson !== Chart.prototype.toJson;
    return { chart, documents: ownWay ? renderChart(chart, issues) : renderObjects(objects, renderer, issues) };
  });
}

/** Renders API objects, once each. */
export function renderObjects(
  objects: readonly ApiObject[],
  renderer: ObjectRenderer,
  issues: Issue[],
): readonly Document[] {
  return objects.flatMap((construct) => {
    try {
      return [{ construct, ...renderer.render(construct) }];
    } catch (error) {
      issues.push(...explain(construct, error));
      return [];
    }
  });
}

function renderChart(construct: Chart, issues: Issue[]): readonly Document[] {
  try {
    const contents: readonly unknown[] = Object.values(construct.toJson());
    return contents.map((content) => ({ construct, content, isPlain: false }));
  } catch (error) {
    issues.push(...explain(construct, error));
    return [];
  }
}

/**
 * Writes a document as YAML.
 *
 * @returns nothing where that cannot be done, which is then an issue
 */
export function writeDocument(document: Document, writer: YamlWriter, issues: Issue[]): string | undefined {
  const { construct, content, isPlain } = document;
  try {
    const text = isPlain ? writer.plainDocument(content) : writer.document(content);
    if (!isSpoilt(text)) return text;
    issues.push(...spoiltTextsIn(content).map(({ path }) => deferred(construct, path)));
  } catch (error) {
    issues.push(...explain(construct, error));
  }
  return undefined;
}

/** Why an object cannot be rendered, by the fields that are to blame where they can be told. */
function explain(construct: IConstruct, error: unknown): readonly Issue[] {
  const object = ApiObject.isApiObject(construct) ? construct : undefined;
  const takesDeferred = App.of(construct).resolvers.some((resolver) => resolver instanceof DeferredTokens);
  const deferredFields = object === undefined || takesDeferred ? [] : deferredFieldsOf(object);
  if (deferredFields.length > 0) return deferredFields.map(({ path }) => deferred(construct, path));
  const field = object && unrenderableFieldOf(object);
  return [
    {
      code: 'app/cannot-render',
      path: construct.node.path,
      source: sourceOf(construct),
      property: field?.path,
      message: plainMessage(error),
      fix:
        field === undefined
          ? 'props and patches of which cdk8s can make a manifest'
          : 'plain data: maps, lists, strings, numbers and booleans',
    },
  ];
}

function deferred(construct: IConstruct, property: string): Issue {
  return {
    code: 'core/deferred-outside-pulumi',
    path: construct.node.path,
    source: sourceOf(construct),
    property,
    message: 'its value is known only when the stack is deployed, and the manifest is written before',
    fix: 'a value that is known when the program runs',
  };
}

/**
 * What went wrong, without the frame that cdk8s puts around it: path and name are told elsewhere.
 *
 * Only the first line, as the patch library goes on to print the whole object, and with it whatever it keeps secret.
 */
function plainMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [first = ''] = message.split('\n');
  return first.replace(
    /^(?:Failed serializing construct at path '[^']*' with name '[^']*': )?(?:\w*(?:Error|FAILED): )?/,
    '',
  );
}
