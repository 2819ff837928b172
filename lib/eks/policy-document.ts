/** A statement of a policy of IAM. */
export interface PolicyStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** By operator and key. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> | undefined;
}

/** A policy that allows what its statements say, as JSON. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ actions, resources, condition }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(condition && { Condition: condition }),
    })),
  });
}

/** Actions of one service, without its prefix each time. */
export function actionsOf(service: string, ...names: readonly string[]): readonly string[] {
  return names.map((name) => `${service}:${name}`);
}
