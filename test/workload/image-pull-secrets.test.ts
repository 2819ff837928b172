import { expect, it } from 'vitest';
import { existingSecret } from 'modelyard';
import { OneService } from '../serving/one-service';

it('names a Secret for pulling images once, however often it is given', () => {
  const imagePullSecrets = [existingSecret('registry'), existingSecret('mirror'), { name: 'registry' }];
  expect(new OneService({ imagePullSecrets }).pod.imagePullSecrets).toEqual([{ name: 'registry' }, { name: 'mirror' }]);
});
