import { NativeSelect } from '@mantine/core';
import type { Role } from '@/api/client';
import { messages } from '@/messages';

const ROLES = Object.keys(messages.roles) as Role[];

interface RoleChoiceProperties {
  label: string;
  isLabelHidden?: boolean;
  role: Role;
  onChange: (role: Role) => void;
}

export function RoleChoice({ label, isLabelHidden, role, onChange }: RoleChoiceProperties) {
  return (
    <NativeSelect
      label={isLabelHidden ? undefined : label}
      aria-label={isLabelHidden ? label : undefined}
      value={role}
      data={ROLES.map((each) => ({ value: each, label: messages.roles[each] }))}
      onChange={(event) => {
        const chosen = ROLES.find((each) => each === event.currentTarget.value);
        if (chosen !== undefined) {
          onChange(chosen);
        }
      }}
    />
  );
}
