import { TextInput } from '@mantine/core';
import { messages } from '@/messages';

interface Props {
  value: string;
  onChange: (email: string) => void;
  error?: string | undefined;
}

/** The address by which a person logs in; browsers offer the ones that they know. */
export function EmailField({ value, onChange, error }: Props) {
  return (
    <TextInput
      label={messages.login.email}
      type="email"
      autoComplete="username"
      required
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
