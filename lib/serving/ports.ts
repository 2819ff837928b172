import { portNameProblem, printGiven, type Notes } from '../core';
import type { ServerPort } from './runtime';

/** Judges the ports that a server listens on, and that of the Service in front of it. */
export function judgePorts(ports: readonly ServerPort[], servicePort: number, notes: Notes): void {
  for (const [index, { name, port }] of ports.entries()) {
    // A server with one port has a prop for it; one that describes several lists them.
    const property = ports.length === 1 ? 'runtime.port' : `runtime.ports[${index}].port`;
    const problem = portNameProblem(name);
    if (problem !== undefined) {
      notes.issue({
        code: 'serving/invalid-port',
        property: `runtime.ports[${index}].name`,
        given: printGiven(name),
        message: problem,
        fix: "a name such as 'http'",
      });
    }
    if (!isPort(port)) {
      notes.issue(invalidPort(property, port, 8080));
    } else if (port < 1024) {
      notes.warn({
        code: 'serving/privileged-port',
        property,
        given: printGiven(port),
        message: 'is below 1024, where a server that is not root may listen on some container runtimes only',
        fix: 'port: 8080, and a server that listens there',
      });
    }
  }
  if (!isPort(servicePort)) notes.issue(invalidPort('servicePort', servicePort, 80));
  const taken = ports.slice(1).find(({ port }) => port === servicePort);
  if (taken !== undefined) {
    notes.issue({
      code: 'serving/invalid-port',
      property: 'servicePort',
      given: printGiven(servicePort),
      message: `is the port of ${taken.name} already`,
      fix: 'servicePort: 80',
    });
  }
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function invalidPort(property: string, port: number, instead: number): Parameters<Notes['issue']>[0] {
  return {
    code: 'serving/invalid-port',
    property,
    given: printGiven(port),
    message: 'is not a port: a whole number from 1 to 65535',
    fix: `${property}: ${instead}`,
  };
}
