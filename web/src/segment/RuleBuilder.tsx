import { Button } from '@mantine/core';
import { useContext, useMemo } from 'react';
import { QueryBuilder, Rule, RuleGroup, type RuleGroupProps, type RuleProps } from 'react-querybuilder';
import { percent } from '@/format';
import { messages } from '@/messages';
import { Builder, type FieldEntry, useField } from '@/segment/context';
import {
  AddGroup,
  AddRule,
  CombinatorControl,
  FieldControl,
  NotControl,
  OperatorControl,
  RemoveGroup,
  RemoveRule,
} from '@/segment/controls';
import { useValues } from '@/segment/queries';
import { EVERYBODY, type Group, problemAt } from '@/segment/rules';
import { ValueControl } from '@/segment/ValueControl';
import { useAnnounced } from '@/ui/Announcer';

const texts = messages.segment.builder;

const CONTROLS = {
  addGroupAction: AddGroup,
  addRuleAction: AddRule,
  combinatorSelector: CombinatorControl,
  fieldSelector: FieldControl,
  notToggle: NotControl,
  operatorSelector: OperatorControl,
  removeGroupAction: RemoveGroup,
  removeRuleAction: RemoveRule,
  valueEditor: ValueControl,
  rule: RuleRow,
  ruleGroup: GroupRows,
};

interface BuilderProperties {
  group: Group;
  fields: FieldEntry[];
  errors: { field?: string; message?: string }[];
  onChange: (group: Group) => void;
}

export function RuleBuilder({ group, fields, errors, onChange }: BuilderProperties) {
  const context = useMemo(() => ({ fields, errors }), [fields, errors]);
  const options = useMemo(() => fields.map(({ name, label }) => ({ name, label: label ?? name })), [fields]);
  return (
    <Builder.Provider value={context}>
      <QueryBuilder
        query={group}
        fields={options}
        getOperators={(name) =>
          (fields.find((field) => field.name === name)?.operators ?? []).map((code) => ({ name: code, label: code }))
        }
        getDefaultValue={() => ''}
        controlElements={CONTROLS}
        showNotToggle
        addRuleToNewGroups
        resetOnOperatorChange={false}
        accessibleDescriptionGenerator={({ path }) =>
          path.length === 0 ? texts.allRules : texts.group(path.map((index) => index + 1).join('.'))
        }
        onQueryChange={(query) => onChange(query as Group)}
      />
      {group.rules.length === 0 && group.everybody !== true && (
        <Button size="compact-sm" variant="default" onClick={() => onChange(EVERYBODY)}>
          {texts.everybody}
        </Button>
      )}
      {group.rules.length === 0 && group.everybody === true && <p>{texts.everybodyChosen}</p>}
    </Builder.Provider>
  );
}

function RuleRow(properties: RuleProps) {
  return (
    <>
      <Rule {...properties} />
      <Problem path={properties.path} />
      <Filled name={properties.rule.field} />
    </>
  );
}

function GroupRows(properties: RuleGroupProps) {
  return (
    <>
      <RuleGroup {...properties} />
      <Problem path={properties.path} />
    </>
  );
}

/** What the server says about the rule. */
function Problem({ path }: { path: number[] }) {
  const message = problemAt(path, useContext(Builder).errors);
  useAnnounced(message);
  return message === undefined ? null : (
    <p className="bad" data-testid="problem" style={{ margin: 0 }}>
      ✕ {message}
    </p>
  );
}

/** How many people have a value, and between what. */
function Filled({ name }: { name: string }) {
  const isNumberOrDate = useField(name)?.types.some((type) => type === 'number' || type === 'date') ?? false;
  const { data, isFetching } = useValues(name);
  if (data === undefined && isFetching) {
    return <p className="muted note">{messages.loading}</p>;
  }
  if (data === undefined || data.leads === 0) {
    return null;
  }
  const share = texts.filled(percent(data.with_value / data.leads));
  return (
    <p className="muted note">
      {isNumberOrDate && data.min != null ? `${share}, ${texts.range(String(data.min), String(data.max))}` : share}
    </p>
  );
}
