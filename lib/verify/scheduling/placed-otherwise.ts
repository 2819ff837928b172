import { asArray, asString, type PlainRecord } from '../untrusted';

/** Says why it is not for the default scheduler alone to place a pod, or not for what is declared to tell. */
export function placedOtherwise(spec: PlainRecord): string | undefined {
  const scheduler = asString(spec['schedulerName']) ?? 'default-scheduler';
  if (scheduler !== 'default-scheduler') return `${scheduler} places them`;
  if (asArray(spec['schedulingGates']).length > 0) return 'they wait for somebody to lift their scheduling gates';
  if (asArray(spec['resourceClaims']).length > 0) {
    return 'the devices that their resource claims may have are not declared';
  }
  return undefined;
}
