import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { leadsOut } from '../path-in-volume';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, isRecord, isSet, type PlainRecord } from '../untrusted';

/** The files that a volume is made of lie in it. */
export const filesStayInVolumes: Rule = {
  name: 'files-stay-in-volumes',
  summary: 'files that are made of keys, fields and tokens lie in their volume',
  source: 'kubernetes 1.34 pkg/apis/core/validation validateLocalNonReservedPath',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, (template) => {
      checkPod(template, found);
    });
    return found;
  },
};

const fileSources = ['configMap', 'secret', 'downwardAPI'] as const;
const wholeFiles = ['serviceAccountToken', 'clusterTrustBundle'] as const;

function checkPod({ owner: { manifest }, pod, podPath }: PodTemplate, found: RuleFinding[]): void {
  const check = (path: string, given: unknown): void => {
    const problem = problemOf(given);
    if (problem === undefined) return;
    found.push({
      code: 'verify/path-leaves-volume',
      severity: 'error',
      manifest,
      path,
      given: printGiven(given),
      message: problem,
      fix: 'a path below the root of the volume, such as config.json',
    });
  };
  const checkItems = (path: string, source: PlainRecord): void => {
    for (const field of fileSources) {
      if (!isRecord(source[field])) continue;
      asArray(source[field]['items']).forEach((item, index) => {
        check(`${path}.${field}.items[${index}].path`, asRecord(item)['path']);
      });
    }
  };
  asArray(pod['volumes']).forEach((item, index) => {
    const volume = asRecord(item);
    const path = `${podPath}.volumes[${index}]`;
    checkItems(path, volume);
    asArray(asRecord(volume['projected'])['sources']).forEach((entry, position) => {
      const source = asRecord(entry);
      const place = `${path}.projected.sources[${position}]`;
      checkItems(place, source);
      for (const field of wholeFiles) {
        if (isRecord(source[field])) check(`${place}.${field}.path`, source[field]['path']);
      }
    });
  });
}

function problemOf(path: unknown): string | undefined {
  if (!isSet(path)) return undefined;
  if (typeof path !== 'string') return 'must be a text';
  if (leadsOut(path)) return 'the path leads out of the volume';
  return path.startsWith('..') ? 'must not start with .., which the kubelet keeps for itself' : undefined;
}
