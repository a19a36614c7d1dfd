import type { Role } from '@/api/client';
import { messages } from '@/messages';
import { Choice, labelled } from '@/ui/Choice';

const ROLES = Object.keys(messages.roles) as Role[];

interface RoleChoiceProperties {
  label: string;
  isLabelHidden?: boolean;
  role: Role;
  onChange: (role: Role) => void;
}

export function RoleChoice({ label, isLabelHidden, role, onChange }: RoleChoiceProperties) {
  return (
    <Choice
      label={isLabelHidden ? undefined : label}
      aria-label={isLabelHidden ? label : undefined}
      value={role}
      options={labelled(messages.roles)}
      onChange={(value) => {
        const chosen = ROLES.find((each) => each === value);
        if (chosen !== undefined) {
          onChange(chosen);
        }
      }}
    />
  );
}
