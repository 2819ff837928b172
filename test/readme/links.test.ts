import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json';

/** What npm packs whether it is named or not. */
const alwaysPacked = ['README.md', 'LICENSE', 'package.json'];

const pages = ['README.md', ...manifest.files.flatMap(pagesIn)];

function pagesIn(path: string): readonly string[] {
  if (path.endsWith('.md')) return [path];
  if (!['docs', 'stacks'].includes(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !file.includes('node_modules'))
    .map((file) => join(path, file));
}

/** The files that a page leads to, from the root of the package. */
function linksIn(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8').replaceAll(/```[^]*?```/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.replace(/#.*$/, ''));
  return targets
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(page), target)));
}

function isPacked(path: string): boolean {
  return [...alwaysPacked, ...manifest.files].some((packed) => path === packed || path.startsWith(`${packed}/`));
}

test.each(pages)('%s leads to files that are there, and in the package that npm packs', (page) => {
  const links = linksIn(page);
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
  expect(links.filter((link) => !isPacked(link.replace(/\/$/, '')))).toEqual([]);
});

test('the guides and the stacks are among the pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/clusters.md', 'stacks/eks/README.md']));
});
