import { App } from 'modelyard';
import { expect, test } from 'vitest';
import { renderExamples } from '../../examples/app';

class ListeningApp extends App {
  readonly said: string[] = [];

  protected override report(text: string): void {
    this.said.push(text);
  }
}

test('nothing is found in any example, and what is not known is counted', () => {
  const app = new ListeningApp();
  renderExamples(app);
  app.synthYaml();
  // A warning would stand before it, in a block of its own.
  expect(app.said.join('')).toMatch(/^modelyard: \d+ objects; \d+ proofs not made, since facts are not declared .*\n$/);
});
