import { expect, it } from 'vitest';
import type { SeriesBucket } from '@/api/client';
import { complete, ratesOf, stepsOf } from '@/campaign/rates';

const bucket = (settled: number) => ({ settled, delivered: 0, failed: 0 }) as SeriesBucket;

it('leaves out the bucket that is not over yet, unless it is the only one', () => {
  expect(complete([bucket(1), bucket(2)], true)).toEqual([bucket(1)]);
  expect(complete([bucket(1), bucket(2)], false)).toEqual([bucket(1), bucket(2)]);
  expect(complete([bucket(1)], true)).toEqual([bucket(1)]);
});

it('divides by the seconds of a bucket, and never goes below zero', () => {
  expect(ratesOf([bucket(10), bucket(-5)], 'settled', 2)).toEqual([5, 0]);
});

it('draws each value over the width of its bucket', () => {
  expect(stepsOf([5, 10], 10, 100, 20)).toBe('0.0,10.0 50.0,10.0 50.0,0.0 100.0,0.0');
  expect(stepsOf([0], 0, 100, 20)).toBe('0.0,20.0 100.0,20.0');
});
