import { describe, expect, it } from 'vitest';
import { applied, filterOf, parametersOf, recordAddress, topicAddress } from '@/topic/filter';

describe('the filter of a topic', () => {
  it('is read from the address and written to it', () => {
    const address = topicAddress('campaign.jobs', { where: 'a > 1 && b == "ü"', from: '-15m' }, { view: 'pretty' });
    const url = Object.fromEntries(new URL(address, 'http://localhost').searchParams);
    expect(url.name).toBe('campaign.jobs');
    expect(url.view).toBe('pretty');
    expect(applied(filterOf(url))).toEqual(['where', 'from']);
    expect(parametersOf(filterOf(url))).toEqual({ where: 'a > 1 && b == "ü"', from: '-15m' });
  });

  it('leaves conditions out that are empty', () => {
    expect(topicAddress('t', { key: '', grep: 'x' })).toBe('/topic?name=t&grep=x');
  });

  it('selects one record by its place', () => {
    expect(recordAddress('t', 3, 9)).toBe('/topic?name=t&partition=3&from=9&to=10');
  });
});
