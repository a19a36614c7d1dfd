import { Button, Checkbox } from '@mantine/core';
import { useContext } from 'react';
import type {
  ActionProps,
  CombinatorSelectorProps,
  FieldSelectorProps,
  NotToggleProps,
  OperatorSelectorProps,
} from 'react-querybuilder';
import { messages } from '@/messages';
import { Builder, useField } from '@/segment/context';
import { numberOf } from '@/segment/rules';
import { Choice } from '@/ui/Choice';

const texts = messages.segment.builder;

/** Names a control by its place, because all rows look alike to someone who hears them. */
const groupName = (path: number[]) => (path.length === 0 ? texts.allRules : texts.group(numberOf(path)));

export function FieldControl({ value, handleOnChange, path, disabled }: FieldSelectorProps) {
  const { fields } = useContext(Builder);
  return (
    <Choice
      size="xs"
      aria-label={texts.field(numberOf(path))}
      value={value ?? ''}
      disabled={disabled}
      options={fields.map((field) => ({ value: field.name, label: field.label ?? field.name }))}
      onChange={handleOnChange}
    />
  );
}

const nameOf = (operator: string) => texts.operators[operator] ?? operator;

export function OperatorControl({ value, handleOnChange, path, field, disabled }: OperatorSelectorProps) {
  const operators = useField(field)?.operators ?? [];
  return (
    <Choice
      size="xs"
      aria-label={texts.operator(numberOf(path))}
      value={value ?? ''}
      unlisted={nameOf(value ?? '')}
      disabled={disabled}
      options={operators.map((operator) => ({ value: operator, label: nameOf(operator) }))}
      onChange={handleOnChange}
    />
  );
}

export function CombinatorControl({ value, handleOnChange, path, disabled }: CombinatorSelectorProps) {
  return (
    <Choice
      size="xs"
      aria-label={texts.combinator(groupName(path))}
      value={value ?? ''}
      disabled={disabled}
      options={[
        { value: 'and', label: texts.and },
        { value: 'or', label: texts.or },
      ]}
      onChange={handleOnChange}
    />
  );
}

export function NotControl({ checked, handleOnChange, path, disabled }: NotToggleProps) {
  return (
    <Checkbox
      size="xs"
      label={texts.not}
      aria-label={texts.notOf(groupName(path))}
      checked={checked ?? false}
      disabled={disabled}
      onChange={(event) => handleOnChange(event.currentTarget.checked)}
    />
  );
}

function Action({ properties, text, name }: { properties: ActionProps; text: string; name: string }) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={name}
      disabled={properties.disabled}
      onClick={(event) => properties.handleOnClick(event)}
    >
      {text}
    </Button>
  );
}

export const AddRule = (properties: ActionProps) => (
  <Action properties={properties} text={texts.addRule} name={`${texts.addRule}: ${groupName(properties.path)}`} />
);

export const AddGroup = (properties: ActionProps) => (
  <Action properties={properties} text={texts.addGroup} name={`${texts.addGroup}: ${groupName(properties.path)}`} />
);

export const RemoveRule = (properties: ActionProps) => (
  <Action properties={properties} text="✕" name={texts.removeRule(numberOf(properties.path))} />
);

export const RemoveGroup = (properties: ActionProps) => (
  <Action properties={properties} text="✕" name={texts.removeGroup(numberOf(properties.path))} />
);
