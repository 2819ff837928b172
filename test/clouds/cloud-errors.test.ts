import { expect, test } from 'vitest';
import { adviceOn } from '../../lib/clouds/cloud-errors';

const kept = 'what was made stays, and the next `pulumi up` goes on from there';

const nodeGroup = 'aws:eks/nodeGroup:NodeGroup';
const agentPool = 'azure-native:containerservice:AgentPool';

const noMachinesOfAws =
  'AWS has no such machine left in these zones just now, whatever the quota. Give the pool more zones, another machine, ' +
  "capacity: { kind: 'on-demand' } where it is spot, or a reservation, or try again later";
const noSpotQuotaOfAws =
  'the account may run no more spot vCPUs of this family in this region. Ask for more in Service Quotas, Amazon EC2, ' +
  'such as All G and VT Spot Instance Requests, or take fewer or smaller machines';
const noQuotaOfAws =
  'the account may run no more vCPUs of this family in this region. Ask for more in Service Quotas, Amazon EC2, where ' +
  'spot has quotas of its own, such as All G and VT Spot Instance Requests, or take fewer or smaller machines';
const logWasLeft =
  'a cluster of this name that was destroyed left its log: EKS writes the last lines when the log group has gone, and makes ' +
  'it again. Once nobody needs them, `aws logs delete-log-group --log-group-name` with the name that is told, or give the ' +
  'cluster another name';
const noQuotaOfAzure =
  'the subscription may run no more vCPUs in this region, in all or of this family. Ask for more of both in the Azure ' +
  'portal, Quotas, or take fewer or smaller machines';
const notGivenByAzure =
  'Azure does not give this machine to the subscription in this region or zone just now. Take other zones, another ' +
  'machine or another region, or try again later';
const noMachinesOfAzure =
  'Azure has no such machine left there just now, whatever the quota. Let the pool have more zones or none, another ' +
  "machine, capacity: { kind: 'on-demand' } where it is spot, or a reservation, or try again later";
const notAllowed =
  'whoever runs this program lacks the permission that is named. Have it granted; a permission that is new may take ' +
  'minutes to count';
const tooFast =
  'the cloud takes no more requests for the moment. Try again in some minutes, or with a smaller --parallel';

test.each([
  ['AsgInstanceLaunchFailures: InsufficientInstanceCapacity - We currently do not have sufficient', noMachinesOfAws],
  ['MaxSpotInstanceCountExceeded: Max spot instance count exceeded', noSpotQuotaOfAws],
  ['VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 0', noQuotaOfAws],
  ['InstanceLimitExceeded', noQuotaOfAws],
  [
    'creating CloudWatch Logs Log Group (/aws/eks/ml-dev/cluster): ResourceAlreadyExistsException: The specified log group already exists',
    logWasLeft,
  ],
  ['Code="ErrCode_InsufficientVCPUQuota" Message="Insufficient vcpu quota requested 24"', noQuotaOfAzure],
  ['Code="QuotaExceeded"', noQuotaOfAzure],
  ['Operation could not be completed as it results in exceeding approved Total Regional Cores quota.', noQuotaOfAzure],
  ['Code="SkuNotAvailable"', notGivenByAzure],
  ['SubCode: OverconstrainedZonalAllocationRequest; Allocation failed for pool gpu.', noMachinesOfAzure],
  ['Code="AllocationFailed"', noMachinesOfAzure],
  ['ZonalAllocationFailed', noMachinesOfAzure],
  ['Code="AksCapacityHeavyUsage"', noMachinesOfAzure],
  ['AccessDeniedException: User: arn:aws:iam::1:user/me is not authorized to perform eks:CreateCluster', notAllowed],
  ['Code="AuthorizationFailed"', notAllowed],
  ['ThrottlingException: Rate exceeded', tooFast],
  ['Code="TooManyRequests"', tooFast],
])('%s', (error, advice) => {
  const type = /Azure|subscription/.test(advice) || error.startsWith('Code=') ? agentPool : nodeGroup;
  expect(adviceOn(type, error)).toBe(`${advice}: ${kept}`);
});

test('a quota of one cloud is not told in the words of the other', () => {
  expect(adviceOn(nodeGroup, 'ServiceQuotaExceededException: too many node groups')).toBeUndefined();
  expect(adviceOn(agentPool, 'InsufficientInstanceCapacity')).toBeUndefined();
});

test('nothing is said of an error that is not known', () => {
  const error = 'InvalidParameterException: Subnets specified must be in at least two zones';
  expect(adviceOn(nodeGroup, error)).toBeUndefined();
});
