/**
 * The layers of the house: which room of `lib/` may import which, and by which door. `test/layers.test.ts` proves that
 * every rule bites.
 */

const facts = ['core', 'hardware', 'image', 'sizing'];
const objects = [...facts, 'workload', 'data'];
const proofs = [...objects, 'verify', 'cost'];
const constructs = [...proofs, 'serving', 'training', 'pipeline', 'platform', 'delivery', 'compose'];
const surface = [...constructs, 'report', 'app'];

/** Each room, and the rooms that it may import: those of higher floors, and a few neighbours. */
const house = {
  core: [],
  hardware: ['core'],
  image: ['core'],
  sizing: ['core', 'hardware'],

  workload: facts,
  data: [...facts, 'workload'],

  // Narrower than its floor: proofs are plain functions over plain objects, usable without cdk8s.
  verify: ['core', 'hardware'],
  cost: [...objects, 'verify'],

  serving: proofs,
  training: proofs,
  pipeline: [...proofs, 'serving', 'training'],
  platform: proofs,
  delivery: [...proofs, 'serving'],
  compose: [...proofs, 'serving'],

  report: constructs,
  app: [...constructs, 'report'],

  provider: surface,
  pulumi: [...surface, 'provider'],
  clouds: [...surface, 'provider'],
  eks: [...surface, 'provider', 'clouds'],
  aks: [...surface, 'provider', 'clouds'],
  testing: surface,
  cli: [...surface, 'testing'],
};

/** What `import 'modelyard'` loads. */
const rootEntry = '^lib/index\\.ts$';

/** Rooms whose plain functions must stay plain: they know the construct tree as types at most. */
const plainRooms = ['core', 'hardware', 'sizing', 'verify'];

/** Rooms that a program loads which makes a cluster, and perhaps no chart; of all others they know types at most. */
const cloudRooms = ['provider', 'clouds', 'eks', 'aks'];
const loadedByClouds = ['core', 'hardware', 'image', ...cloudRooms];

/** The one file that names the versioned package, so that the move to the next version is one diff. */
const versionedPackageFile = '^lib/workload/cdk8s-plus\\.ts$';

/** The entry point that registers matchers, which no other file may load: it would need vitest. */
const vitestEntry = '^lib/testing/vitest\\.mts$';

const anyOf = (rooms) => `^lib/(${rooms.join('|')})/`;
const packages = (names) => `(^|node_modules/)(${names.join('|')})(/|$)`;
const rooms = Object.keys(house);

const layers = Object.entries(house).map(([room, allowed]) => ({
  name: `floor-${room}`,
  comment: `lib/${room} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other room'}.`,
  severity: 'error',
  from: { path: `^lib/${room}/` },
  to: { path: '^lib/', pathNot: anyOf([room, ...allowed]) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'floor-entry',
      comment: 'The root entry gathers rooms of the cdk8s side only.',
      severity: 'error',
      from: { path: rootEntry },
      to: { path: '^lib/', pathNot: anyOf(surface) },
    },
    {
      name: 'known-room',
      comment: 'Every folder of lib is a room of the house: a new one gets its row in the table above.',
      severity: 'error',
      from: { path: '^lib/', pathNot: [rootEntry, anyOf(rooms)] },
      to: {},
    },
    {
      name: 'through-the-door',
      comment: "A room is entered by its index.ts; what that does not export is the room's own.",
      severity: 'error',
      from: { path: '^lib/([^/]+)/' },
      to: { path: '^lib/[^/]+/', pathNot: ['^lib/$1/', '^lib/[^/]+/index\\.ts$'] },
    },
    {
      name: 'entry-through-the-door',
      comment: 'The root entry, too, takes rooms by their index.ts.',
      severity: 'error',
      from: { path: rootEntry },
      to: { path: '^lib/[^/]+/', pathNot: '^lib/[^/]+/index\\.ts$' },
    },
    {
      name: 'no-circular',
      comment: 'A circle of imports is a missing room or a file with two ideas.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'plain-rooms',
      comment: 'core, hardware, sizing and verify know cdk8s and constructs as types at most.',
      severity: 'error',
      from: { path: anyOf(plainRooms) },
      to: {
        path: packages(['cdk8s', 'cdk8s-plus-\\d+', 'constructs', '@pulumi']),
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-charts-from-clouds',
      comment:
        'Importing modelyard/eks or modelyard/aks loads nothing of what renders and judges charts: it takes time.',
      severity: 'error',
      from: { path: anyOf(cloudRooms) },
      to: { path: '^lib/', pathNot: anyOf(loadedByClouds), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cdk8s-from-clouds',
      comment: 'Nor do they load cdk8s.',
      severity: 'error',
      from: { path: anyOf(loadedByClouds) },
      to: { path: packages(['cdk8s', 'cdk8s-plus-\\d+']), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-pulumi-from-the-entry',
      comment: 'Importing modelyard never loads Pulumi, by whatever way.',
      severity: 'error',
      from: { path: rootEntry },
      to: { path: packages(['@pulumi']), reachable: true },
    },
    {
      name: 'one-versioned-package',
      comment: 'One file names the versioned cdk8s-plus, in types too.',
      severity: 'error',
      from: { path: '^lib/', pathNot: versionedPackageFile },
      to: { path: packages(['cdk8s-plus-\\d+']) },
    },
    {
      name: 'one-file-for-vitest',
      comment:
        'vitest cannot be required, so one module of an entry point of its own loads it, and none knows its types.',
      severity: 'error',
      from: { path: '^lib/', pathNot: vitestEntry },
      to: { path: [packages(['vitest', '@vitest']), vitestEntry] },
    },
    {
      name: 'no-undeclared-dependency',
      comment: 'lib imports dependencies and peers only: what is for development is not there when users run us.',
      severity: 'error',
      from: { path: '^lib/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-bundled', 'deprecated'],
        dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional'],
      },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Type-only imports count, and are told apart: a room that knows a type knows the room it comes from.
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
