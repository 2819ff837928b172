import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { enoughNodes } from '../../../lib/verify/scheduling/blocked-nodes';
import { fewestNodes, type Packing } from '../../../lib/verify/scheduling/packing';
import { canPlaceAll, canStrand, hasRoom, minus } from './every-placement';

/** Small enough to try everything: a few pods, on nodes of two resources. */
const packings: fc.Arbitrary<Packing> = fc
  .record({
    node: fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })),
    kinds: fc.array(
      fc.record({
        takes: fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 1, max: 8 })),
        count: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .filter(({ node, kinds }) =>
    kinds.every(({ takes }) => takes.every((amount, index) => amount <= (node[index] ?? 0))),
  );

const podsOf = ({ kinds }: Packing): readonly (readonly number[])[] =>
  kinds.flatMap(({ takes, count }) => Array.from({ length: count }, () => takes));

const empty = ({ node }: Packing, count: number): readonly (readonly number[])[] =>
  Array.from({ length: count }, () => node);

describe('fewestNodes', () => {
  it('is what trying everything finds', () => {
    fc.assert(
      fc.property(packings, (packing) => {
        const fewest = fewestNodes(packing) ?? NaN;
        const pods = podsOf(packing);
        expect(canPlaceAll(empty(packing, fewest), pods)).toBe(true);
        expect(canPlaceAll(empty(packing, fewest - 1), pods)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is nothing where a pod is too large for a node', () => {
    expect(fewestNodes({ node: [4], kinds: [{ takes: [5], count: 1 }] })).toBeUndefined();
  });

  it('is a bound where there is too much to try', () => {
    const kinds = [
      { takes: [3], count: 5_000 },
      { takes: [4], count: 5_000 },
    ];
    expect(fewestNodes({ node: [9], kinds })).toBe(3_889);
  });
});

describe('enoughNodes', () => {
  const few = packings.filter((packing) => podsOf(packing).length <= 5);

  it('is the fewest on which no order and no choice leaves a pod without room', () => {
    fc.assert(
      fc.property(few, (packing) => {
        const enough = enoughNodes(packing) ?? NaN;
        const pods = podsOf(packing);
        expect(canStrand(empty(packing, enough), pods)).toBe(false);
        expect(canStrand(empty(packing, enough - 1), pods)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is enough for many pods, too, in a random order and on random nodes', () => {
    const many = fc.record({
      node: fc.tuple(fc.integer({ min: 10, max: 40 }), fc.integer({ min: 10, max: 40 })),
      kinds: fc.array(
        fc.record({
          takes: fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 10 })),
          count: fc.integer({ min: 1, max: 60 }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    });
    fc.assert(
      fc.property(many, fc.infiniteStream(fc.nat()), (packing, chance) => {
        const next = (below: number): number => Number(chance.next().value) % below;
        const nodes = [...empty(packing, enoughNodes(packing) ?? NaN)];
        const pods = [...podsOf(packing)];
        while (pods.length > 0) {
          const [pod = []] = pods.splice(next(pods.length), 1);
          const open = nodes.flatMap((left, index) => (hasRoom(left, pod) ? [index] : []));
          expect(open).not.toEqual([]);
          const index = open[next(open.length)] ?? 0;
          nodes[index] = minus(nodes[index] ?? [], pod);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is what pods alike fill', () => {
    expect(enoughNodes({ node: [10], kinds: [{ takes: [3], count: 9 }] })).toBe(3);
    expect(enoughNodes({ node: [10], kinds: [{ takes: [3], count: 10 }] })).toBe(4);
  });

  it('counts that small pods may spread, and leave no node to a large one', () => {
    const kinds = [
      { takes: [1], count: 3 },
      { takes: [8], count: 1 },
    ];
    expect(fewestNodes({ node: [8], kinds })).toBe(2);
    expect(enoughNodes({ node: [8], kinds })).toBe(4);
  });

  it('is nothing where a pod is too large for a node', () => {
    expect(enoughNodes({ node: [4], kinds: [{ takes: [5], count: 1 }] })).toBeUndefined();
  });
});

test('no pods need no nodes', () => {
  expect(fewestNodes({ node: [4], kinds: [] })).toBe(0);
  expect(enoughNodes({ node: [4], kinds: [] })).toBe(0);
});
