import { Button, Checkbox, Group, NumberInput, Paper, Radio, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { IfRight } from '../../components/if-right';
import { useListState } from '../../components/use-list-state';
import type { Gating, PreviewRolloutInput } from '../../generated/schema-types';
import { AffectedOrganizations } from './affected-organizations';
import { GATINGS, isGating } from './gating';
import type { RolloutQuery } from './rollout.generated';
import { type Preview, RolloutPreview } from './rollout-preview';
import { SetRolloutDialog } from './set-rollout-dialog';

type Setting = Pick<RolloutQuery['rollout'], 'mode' | 'enforcePercentage'>;

/** Changes the global rollout: choose, preview, confirm. The address holds what is previewed. */
export function ChangeRollout({ rollout }: { readonly rollout: Setting }) {
  const list = useListState('affected');
  const to = list.get('to');
  const proposed = isGating(to) ? wanted(to, list.get('percent'), list.get('keep') === 'yes') : null;
  const [applying, setApplying] = useState<Preview | null>(null);
  return (
    <Stack>
      <ChangeForm
        key={to}
        rollout={rollout}
        proposed={proposed}
        onPreview={({ mode, enforcePercentage, keepOrganizations }) =>
          list.set({
            to: mode,
            percent: enforcePercentage === undefined || enforcePercentage === null ? null : String(enforcePercentage),
            keep: keepOrganizations === true ? 'yes' : null,
          })
        }
      />
      {proposed && (
        <>
          <RolloutPreview
            input={{ rollout: proposed }}
            action={(preview) => (
              <IfRight right="MANAGE_ROLLOUT" to="apply this change">
                <Button color={proposed.mode === 'LEGACY' ? undefined : 'red.9'} onClick={() => setApplying(preview)}>
                  Apply this change
                </Button>
              </IfRight>
            )}
          />
          <AffectedOrganizations input={{ rollout: proposed }} list={list} />
          {applying && (
            <SetRolloutDialog
              proposed={proposed}
              preview={applying}
              onClose={() => setApplying(null)}
              onDone={() => list.set({ to: null, percent: null, keep: null })}
            />
          )}
        </>
      )}
    </Stack>
  );
}

/** The change in the address; a percentage only with SHADOW, and only if it is a number. */
function wanted(mode: Gating, percent: string | null, keepOrganizations: boolean): PreviewRolloutInput {
  const number = percent === null ? null : Number(percent);
  return {
    mode,
    enforcePercentage: mode === 'SHADOW' && number !== null && Number.isInteger(number) ? number : null,
    keepOrganizations: mode === 'LEGACY' && keepOrganizations,
  };
}

interface ChangeFormProps {
  readonly rollout: Setting;
  readonly proposed: PreviewRolloutInput | null;
  readonly onPreview: (proposed: PreviewRolloutInput) => void;
}

function ChangeForm({ rollout, proposed, onPreview }: ChangeFormProps) {
  const [mode, setMode] = useState<Gating>(proposed?.mode ?? rollout.mode);
  const [percent, setPercent] = useState<number | string>(proposed?.enforcePercentage ?? rollout.enforcePercentage);
  const [keep, setKeep] = useState(proposed?.keepOrganizations === true);
  const whole = typeof percent === 'number' && Number.isInteger(percent) && percent >= 0 && percent <= 100;
  return (
    <Paper withBorder p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onPreview({
            mode,
            enforcePercentage: mode === 'SHADOW' && typeof percent === 'number' ? percent : null,
            keepOrganizations: mode === 'LEGACY' && keep,
          });
        }}
      >
        <Stack>
          <Title order={2}>Change the rollout</Title>
          <Radio.Group label="Mode" value={mode} onChange={(value) => isGating(value) && setMode(value)}>
            <Stack gap="xs" mt="xs">
              {GATINGS.map(({ value, title, meaning }) => (
                <Radio key={value} value={value} label={title} description={meaning} />
              ))}
            </Stack>
          </Radio.Group>
          {mode === 'SHADOW' && (
            <NumberInput
              label="Share of organizations under ENFORCE"
              description="Raising the share only adds organizations: each has a fixed place in the order."
              value={percent}
              onChange={setPercent}
              min={0}
              max={100}
              allowDecimal={false}
              suffix=" %"
              error={whole ? undefined : 'Enter a whole number from 0 to 100.'}
              maw={360}
            />
          )}
          {mode === 'LEGACY' && (
            <Checkbox
              label="Keep organizations that are individually set to ENFORCE"
              checked={keep}
              onChange={(event) => setKeep(event.currentTarget.checked)}
            />
          )}
          <Group>
            <Button type="submit" variant={proposed ? 'default' : 'filled'} disabled={mode === 'SHADOW' && !whole}>
              Preview
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
