import { expect, test } from 'vitest';
import { csvAddress, filterOf, isFiltered } from '@/campaign/deliveries';

test('the address of the page is the filter', () => {
  expect(filterOf({ id: 'c', tab: 'messages', status: 'failed', error: ' no such mailbox ', chunk: '3' })).toEqual({
    status: ['failed'],
    error: 'no such mailbox',
    chunk: 3,
    lead: undefined,
  });
});

test('what cannot be a status or a chunk does not matter', () => {
  const filter = filterOf({ status: 'lost', chunk: '-1', lead: ' ' });
  expect(isFiltered(filter)).toBe(false);
});

test('several statuses are one filter, whatever their order', () => {
  expect(filterOf({ status: 'bounced,lost,sent,delivered' }).status).toEqual(['delivered', 'sent', 'bounced']);
  expect(csvAddress('c', filterOf({ status: 'sent,delivered' }))).toBe(
    '/api/v1/campaigns/c/deliveries.csv?status=delivered%2Csent',
  );
});

test('the file has the messages of the filter', () => {
  expect(csvAddress('c/1', filterOf({}))).toBe('/api/v1/campaigns/c%2F1/deliveries.csv');
  expect(csvAddress('c', filterOf({ status: 'failed', lead: 'a&b' }))).toBe(
    '/api/v1/campaigns/c/deliveries.csv?status=failed&lead=a%26b',
  );
});
