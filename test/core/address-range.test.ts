import { expect, test } from 'vitest';
import { liesWithin, networkOf, printRange, readRange } from '../../lib/core/address-range';

const printed = (text: string): string | undefined => {
  const range = readRange(text);
  return range && printRange(range, range.address);
};

test.each([
  ['10.0.0.5/16', '10.0.0.5/16'],
  ['010.020.0.0/016', '10.20.0.0/16'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['255.255.255.255/32', '255.255.255.255/32'],
  ['::/0', '::/0'],
  ['::1/128', '::1/128'],
  ['2001:DB8:0:0:0::/64', '2001:db8::/64'],
  ['1:0:0:2:0:0:0:3/128', '1:0:0:2::3/128'],
  ['1:2:3:4:5:6:7:8/128', '1:2:3:4:5:6:7:8/128'],
  ['1:0:3:4:5:6:7:0/128', '1:0:3:4:5:6:7:0/128'],
  ['::ffff:10.1.0.0/112', '10.1.0.0/16'],
  ['::FFFF:A01:0/112', '10.1.0.0/16'],
  ['64:ff9b::10.0.0.1/96', '64:ff9b::a00:1/96'],
])('%s is read as %s', (text, expected) => {
  expect(printed(text)).toBe(expected);
});

test.each([
  '',
  '10.0.0.0',
  '10.0.0.0/33',
  '::/129',
  '10.0.0/8',
  '10.0.0.0/ 8',
  '10.0.0.0/8/8',
  '256.0.0.0/8',
  'a/8',
  1,
  null,
])('%s is no range', (text) => {
  expect(readRange(text)).toBeUndefined();
});

test.each([
  ['10.1.0.0/16', '10.0.0.0/8', true],
  ['10.1.2.3/16', '10.9.9.9/8', true],
  ['11.0.0.0/16', '10.0.0.0/8', false],
  ['10.0.0.0/8', '10.0.0.0/8', false],
  ['10.0.0.0/8', '10.0.0.0/16', false],
  ['10.0.0.0/8', '::/0', false],
  ['::ffff:10.1.0.0/112', '10.0.0.0/8', true],
  ['2001:db8:ffff::/48', '2001:db8::/32', true],
  ['2001:db9::/48', '2001:db8::/32', false],
])('whether %s lies within %s is %s', (part, whole, expected) => {
  const [inner, outer] = [readRange(part), readRange(whole)];
  expect(inner && outer && liesWithin(inner, outer)).toBe(expected);
});

test('a range begins where its prefix ends', () => {
  const range = readRange('10.1.255.255/12');
  expect(range && printRange(range, networkOf(range))).toBe('10.0.0.0/12');
});
