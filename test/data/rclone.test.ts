import { expect, it } from 'vitest';
import { rcloneVariables } from '../../lib/data';

it('tells rclone of a key of KMS, without which it takes each copy for a corrupt one', () => {
  const place = { kind: 'object-store', uri: 's3://churn/data', access: { kind: 'ambient' } } as const;
  expect(rcloneVariables(place)).not.toHaveProperty('RCLONE_S3_SERVER_SIDE_ENCRYPTION');
  expect(rcloneVariables({ ...place, serverSideEncryption: 'aws:kms' })).toMatchObject({
    RCLONE_S3_SERVER_SIDE_ENCRYPTION: 'aws:kms',
  });
});
