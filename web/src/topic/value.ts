import type { KafkaRecord } from '@/api/client';

/** The value of a record as text; undefined if it has none (a tombstone). */
export function valueText(record: KafkaRecord, isPretty: boolean): string | undefined {
  const value: unknown = record.value;
  if (value != null) {
    return JSON.stringify(value, null, isPretty ? 2 : undefined);
  }
  return record.value_text ?? record.value_base64 ?? undefined;
}
