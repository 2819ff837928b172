import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isDeferred, sourceOf, type Issue } from '../core';
import { decidingFieldsOf } from '../verify';
import { isManifest } from './proof';
import type { Document } from './render';
import { spoiltTextsIn } from './unrenderable';

/**
 * What is wrong with the deferred values of the objects that Pulumi deploys: where they decide, or were made text.
 *
 * The namespace of a chart stands in all of its objects, and is said once, of the chart.
 */
export function judgeDeferred(documents: readonly Document[]): readonly Issue[] {
  const charts = new Set<IConstruct>();
  return documents.flatMap(({ construct, content }) => {
    const chart = Chart.of(construct);
    const isLate = isDeferred(chart.namespace);
    const source = sourceOf(construct);
    const deciding = isManifest(content) ? decidingFieldsOf(content) : [];
    const own = deciding.filter((property) => !isLate || property !== 'metadata.namespace');
    const isFirst = own.length < deciding.length && !charts.has(chart);
    if (isFirst) charts.add(chart);
    const place = { path: construct.node.path, source };
    return [
      ...(isFirst ? [{ path: chart.node.path, source, property: 'namespace', ...names }] : []),
      ...own.map((property) => ({ ...place, property, ...decides })),
      ...spoiltTextsIn(content).map(({ path: property }) => ({ ...place, property, ...inText })),
    ];
  });
}

const names = {
  code: 'core/deferred-decides',
  message:
    'is known only when the stack is deployed, and a name decides which objects there are, and what refers to them',
  fix: "a plain text, such as namespace: 'models'",
} as const;

const decides = {
  code: 'core/deferred-decides',
  message: 'its value is known only when the stack is deployed, and it decides something before',
  fix: 'a value that is known when the program runs',
} as const;

const inText = {
  code: 'core/deferred-in-text',
  message: 'an Output was put into a text, which then holds an explanation of Pulumi in its place',
  fix: 'pulumi.interpolate`…${output}…`, which is an Output again, and no Output in a patch',
} as const;
