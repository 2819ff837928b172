import { labelKeyProblem, labelValueProblem, nameProblem, portNameProblem, readRange } from '../../core';

/** What a text must look like. */
export type TextForm =
  | 'data-key'
  | 'dns-label'
  | 'dns-subdomain'
  | 'field-path'
  | 'group'
  | 'host'
  | 'ip'
  | 'kind'
  | 'label-key'
  | 'label-value'
  | 'not-empty'
  | 'path-segment'
  | 'port-name'
  | 'resource'
  | 'resource-field'
  | 'service-name'
  | 'short';

// What most look like, and every form of names allows: they need no closer look.
const plainName = /^[a-z](?:[-a-z0-9]{0,50}[a-z0-9])?$/;
const plainKey =
  /^(?:[a-z](?:[-a-z0-9]{0,30}[a-z0-9])?(?:\.[a-z](?:[-a-z0-9]{0,30}[a-z0-9])?){0,4}\/)?[A-Za-z](?:[-\w.]{0,60}[A-Za-z0-9])?$/;
const plainValue = /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;

const pathOfPod =
  /^(?:metadata\.(?:name|namespace|uid|labels|annotations|(?:labels|annotations)\['.*'\])|spec\.(?:nodeName|serviceAccountName)|status\.(?:hostIPs?|podIPs?))$/s;
const resourceOfContainer = /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-.+)$/;

/** Those without a domain that quotas and limits may name. */
const standardResource =
  /^(?:(?:requests\.|limits\.)?(?:cpu|memory|ephemeral-storage|hugepages-.+)|(?:requests\.)?storage|configmaps|persistentvolumeclaims|pods|replicationcontrollers|resourcequotas|secrets|services(?:\.loadbalancers|\.nodeports)?)$/;

const named =
  (kind: string) =>
  (text: string): string | undefined =>
    plainName.test(text) ? undefined : nameProblem(kind, text);

const problems: Readonly<Record<TextForm, (text: string) => string | undefined>> = {
  // Kinds whose names the API server holds to the same.
  'dns-label': named('Namespace'),
  'dns-subdomain': named('ConfigMap'),
  'service-name': named('Service'),
  'field-path': (text) => (pathOfPod.test(text) ? undefined : 'no field of a pod that can be referred to'),
  'data-key': (text) =>
    /^[-._a-zA-Z0-9]{1,253}$/.test(text) ? undefined : 'must consist of up to 253 letters, digits, -, _ and .',
  group: (text) => (text === '' ? undefined : named('ConfigMap')(text)),
  host: (text) => named('ConfigMap')(text.replace(/\.$/, '')),
  ip: (text) => (readRange(`${text}/${text.includes(':') ? 128 : 32}`) === undefined ? 'not an address' : undefined),
  kind: (text) =>
    /^[a-zA-Z](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/.test(text)
      ? undefined
      : 'must consist of up to 63 letters, digits and -',
  'label-key': (text) => (plainKey.test(text) ? undefined : labelKeyProblem(text)),
  'label-value': (text) => (plainValue.test(text) ? undefined : labelValueProblem(text)),
  'not-empty': (text) => (text === '' ? 'must not be empty' : undefined),
  'path-segment': (text) => (/^\.{1,2}$|[/%]/.test(text) ? 'must not be . or .., nor contain / or %' : undefined),
  'port-name': portNameProblem,
  short: (text) => (text === '' || text.length > 253 ? 'must be of 1 to 253 characters' : undefined),
  resource: (text) => {
    if (standardResource.test(text)) return undefined;
    return text.includes('/') ? labelKeyProblem(text) : 'no resource of Kubernetes, and has no domain';
  },
  'resource-field': (text) =>
    resourceOfContainer.test(text) ? undefined : 'no resource of a container that can be referred to',
};

/** Says whether that is the name of a form. */
export function isTextForm(name: string | undefined): name is TextForm {
  return name !== undefined && Object.hasOwn(problems, name);
}

/** What is wrong with a text, if anything. */
export function formProblem(form: TextForm, text: string): string | undefined {
  return problems[form](text);
}

/** What to write instead, of a form. */
export function describeForm(form: TextForm): string {
  return descriptions.get(form) ?? 'a name of that form';
}

const descriptions: ReadonlyMap<TextForm, string> = new Map([
  ['field-path', 'a field such as metadata.name or status.podIP'],
  ['ip', "an address such as '10.0.0.1'"],
  ['label-key', 'a key of that form'],
  ['label-value', 'a label of that form'],
  ['resource', 'a resource such as cpu, memory or nvidia.com/gpu'],
  ['resource-field', 'a resource such as limits.memory or requests.cpu'],
]);
