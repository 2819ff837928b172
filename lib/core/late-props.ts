import { isDeferred } from './deferred';
import type { IssueDetails } from './issue';

/**
 * What is wrong with props that are known only at deployment, and decide something before.
 *
 * The compiler says so first; who gets round it, as with `any`, is told the prop by its name.
 *
 * @param handedOn the props that may be known that late: `args[]` for the items of a list, `env.*` for the values of a
 * record, `inputs.*.region` for a prop of each of them
 */
export function lateProps(props: object, handedOn: readonly string[]): readonly IssueDetails[] {
  const found: IssueDetails[] = [];
  visit(props, '', '', (property, pattern) => {
    if (!handedOn.some((each) => covers(each, pattern))) found.push({ ...late, property });
  });
  return found;
}

const late = {
  code: 'core/deferred-decides',
  message: 'its value is known only when the stack is deployed, and it decides something before',
  fix: 'a value that is known when the program runs',
} as const;

/** Whether a prop that is handed on is the one at a path, whose positions are `[]` and whose keys are plain. */
function covers(handedOn: string, pattern: string): boolean {
  const parts = handedOn.split('.');
  // Keys of the last record, such as those of annotations, may have dots in them.
  const last = parts.at(-1) === '*' ? parts.length - 1 : undefined;
  const given = pattern.split('.');
  if (last === undefined ? given.length !== parts.length : given.length <= last) return false;
  return parts.every((part, index) => part === '*' || part === given[index]) && given.slice(last).join('.') !== '';
}

/** Visits what is deferred in plain data: objects of a class, such as constructs, are nobody's to look into. */
function visit(
  value: unknown,
  property: string,
  pattern: string,
  report: (property: string, pattern: string) => void,
): void {
  if (isDeferred(value)) report(property, pattern);
  else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      visit(item, `${property}[${index}]`, `${pattern}[]`, report);
    });
  } else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    for (const [key, item] of Object.entries(value)) visit(item, below(property, key), below(pattern, key), report);
  }
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
