import { expect, it } from 'vitest';
import { progress } from '@/campaign/kafkaComparison';

it('says which topic is being read, and how far', () => {
  expect(progress({ reading: 'campaign.send_jobs', scanned: 400_000, left: 120_000 })).toBe(
    'Reading campaign.send_jobs: 400,000 records read, 120,000 left.',
  );
});

it('says when it reads what is stored', () => {
  expect(progress({ reading: 'delivery_log', scanned: 1_806, left: 0 })).toBe(
    'Reading the delivery log; 1,806 records of Kafka were read.',
  );
});

it('says what it would do before it begins', () => {
  expect(progress(undefined)).toContain('person by person');
  expect(progress({ reading: null, scanned: 1, left: 0 })).toContain('person by person');
});
