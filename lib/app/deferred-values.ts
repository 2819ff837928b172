import { sourceOf, type Issue } from '../core';
import { decidingFieldsOf } from '../verify';
import { isManifest } from './proof';
import type { Document } from './render';
import { spoiltTextsIn } from './unrenderable';

/** What is wrong with the deferred values of an object that Pulumi deploys: where they decide, or were made text. */
export function judgeDeferred({ construct, content }: Document): readonly Issue[] {
  const place = { path: construct.node.path, source: sourceOf(construct) };
  const deciding = isManifest(content) ? decidingFieldsOf(content) : [];
  return [
    ...deciding.map((property) => ({ ...place, property, ...decides })),
    ...spoiltTextsIn(content).map(({ path: property }) => ({ ...place, property, ...inText })),
  ];
}

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
