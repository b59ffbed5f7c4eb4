import { Button, Select, SimpleGrid, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ListState } from './use-list-state';
import { type Choice, useModuleChoices } from './use-module-choices';

interface FilterProps {
  readonly list: ListState;
  /** The filter's parameter in the address. */
  readonly name: string;
  readonly label: string;
}

/** The filters of a list, side by side. */
export function Filters({ columns, children }: { readonly columns: number; readonly children: ReactNode }) {
  return (
    <SimpleGrid role="search" cols={{ base: 1, xs: 2, lg: columns }} mb="md" verticalSpacing="xs">
      {children}
    </SimpleGrid>
  );
}

/** Filters by a text, which is applied when it is submitted. */
export function TextFilter(props: FilterProps) {
  return <TextField key={props.list.get(props.name) ?? ''} {...props} />;
}

/** The text while it is typed; reset when the address changes. */
function TextField({ list, name, label }: FilterProps) {
  const [text, setText] = useState(list.get(name) ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        list.set({ [name]: text.trim() });
      }}
    >
      <TextInput
        label={label}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        rightSectionWidth={56}
        rightSection={
          <Button type="submit" size="compact-xs" variant="default">
            Find
          </Button>
        }
      />
    </form>
  );
}

/** Filters by one of several values. */
export function ChoiceFilter({
  list,
  name,
  label,
  choices,
  placeholder = 'Any',
}: FilterProps & { readonly choices: readonly Choice[]; readonly placeholder?: string }) {
  return (
    <Select
      label={label}
      placeholder={placeholder}
      clearable
      searchable={choices.length > 10}
      data={choices}
      value={list.get(name)}
      onChange={(value) => list.set({ [name]: value })}
    />
  );
}

/** Filters by a module. */
export function ModuleFilter({ list }: { readonly list: ListState }) {
  return <ChoiceFilter list={list} name="module" label="Module" choices={useModuleChoices(list.get('module'))} />;
}

/** Constants of the API as choices. */
export function choicesOf(words: readonly string[]): readonly Choice[] {
  return words.map((value) => ({ value, label: value.replaceAll('_', ' ').toLowerCase() }));
}
