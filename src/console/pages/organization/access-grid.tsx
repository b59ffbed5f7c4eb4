import { Button, Group, ScrollArea, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { AccessRow } from './access-row';
import { ExplanationDrawer } from './explanation-drawer';
import type { OrganizationAccessQuery } from './organization.generated';
import { OverrideDialog } from './override-dialog';
import { keyOfTarget, type Target } from './target';

interface AccessGridProps {
  readonly organization: OrganizationAccessQuery['organization'];
  readonly mayOverride: boolean;
}

/**
 * Modules, and submodules once expanded: the decision, the stored entitlement, the override, and what the legacy flags
 * say.
 */
export function AccessGrid({ organization, mayOverride }: AccessGridProps) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<ReadonlyMap<string, Target>>(new Map());
  const [explained, setExplained] = useState<Target | null>(null);
  const [overriding, dialog] = useDisclosure();
  const toggleOpened = (key: string) =>
    setOpened((before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key]));
  const choose = (target: Target) =>
    setChosen((before) => {
      const key = keyOfTarget(target);
      const others = [...before].filter(([one]) => one !== key);
      return new Map(before.has(key) ? others : [...others, [key, target]]);
    });
  const row = { onExplain: setExplained, ...(mayOverride && { onChoose: choose }) };
  return (
    <>
      {mayOverride && (
        <Group mb="sm">
          <Button disabled={chosen.size === 0} onClick={dialog.open}>
            Override {chosen.size > 0 && chosen.size}
          </Button>
          <Text size="sm" c="dimmed">
            Choose modules and submodules to override. Click a name to see why it is allowed or denied.
          </Text>
        </Group>
      )}
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Access' }}>
        <Table highlightOnHover verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              {mayOverride && (
                <Table.Th scope="col" w={40}>
                  Choose
                </Table.Th>
              )}
              {['Module', 'Allowed', 'Stored', 'Source', 'Trial ends', 'Override', 'Legacy flags say'].map((title) => (
                <Table.Th key={title} scope="col" style={{ whiteSpace: 'nowrap' }}>
                  {title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {organization.entitlements.flatMap((entitlement) => {
              const { module, submodules } = entitlement;
              const target = { moduleKey: module.key, submoduleKey: null, label: module.displayName };
              const isOpen = opened.has(module.key);
              const choosable = module.policy === 'ENTITLEMENT';
              return [
                <AccessRow
                  key={entitlement.id}
                  {...row}
                  target={target}
                  access={{ ...entitlement, stored: entitlement.status }}
                  chosen={chosen.has(keyOfTarget(target))}
                  choosable={choosable}
                  parts={{ count: submodules.length, isOpen, onToggle: () => toggleOpened(module.key) }}
                />,
                ...(isOpen ? submodules : []).map((one) => {
                  const part = {
                    moduleKey: module.key,
                    submoduleKey: one.submodule.key,
                    label: one.submodule.displayName,
                  };
                  const stored = one.enabled === null ? null : one.enabled ? 'on' : 'off';
                  return (
                    <AccessRow
                      key={one.id}
                      {...row}
                      target={part}
                      access={{ ...one, stored, trialExpiresAt: null }}
                      chosen={chosen.has(keyOfTarget(part))}
                      choosable={choosable}
                    />
                  );
                }),
              ];
            })}
          </Table.Tbody>
        </Table>
      </ScrollArea>
      <ExplanationDrawer organizationId={organization.id} target={explained} onClose={() => setExplained(null)} />
      {overriding && (
        <OverrideDialog
          organization={organization}
          targets={[...chosen.values()]}
          onClose={dialog.close}
          onDone={() => {
            setChosen(new Map());
            dialog.close();
          }}
        />
      )}
    </>
  );
}
