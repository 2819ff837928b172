import { output } from '@pulumi/pulumi';
import { expect, test } from 'vitest';
import { deferredProperties } from '../../lib/core';

const found = (props: object, passesThrough: readonly string[]): readonly (string | undefined)[] =>
  deferredProperties(props, passesThrough).map(({ property }) => property);

test('a deferred value is found at any depth, but for the paths that may hold one', () => {
  const later = output('later');
  const props = {
    name: later,
    network: { vpcId: later, subnets: [{ id: later, zone: later }, { id: 'plain' }] },
    entries: { team: { id: later, principal: later } },
  };
  expect(found(props, [])).toEqual([
    'name',
    'network.vpcId',
    'network.subnets[0].id',
    'network.subnets[0].zone',
    'entries.team.id',
    'entries.team.principal',
  ]);
  expect(found(props, ['network.vpcId', 'network.subnets.*.id', 'entries.*.principal'])).toEqual([
    'name',
    'network.subnets[0].zone',
    'entries.team.id',
  ]);
  expect(found(props, ['network', 'entries'])).toEqual(['name']);
});

test('a whole list that is known only later is found, where only its items may be', () => {
  expect(found({ network: { subnets: output([]) } }, ['network.subnets.*.id'])).toEqual(['network.subnets']);
});
