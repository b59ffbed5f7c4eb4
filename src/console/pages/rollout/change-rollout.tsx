import { Button, Checkbox, Group, NumberInput, Paper, Radio, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import { useListState } from '../../components/use-list-state';
import type { Gating, PreviewRolloutInput } from '../../generated/schema-types';
import { GATINGS, isGating } from './gating';
import type { RolloutQuery } from './rollout.generated';
import { SetRolloutDialog } from './set-rollout-dialog';
import { TouchedOrganizations } from './touched-organizations';
import { RolloutPreview, type Preview } from './rollout-preview';

type Setting = Pick<RolloutQuery['rollout'], 'mode' | 'enforcePercentage'>;

/** A change of the rollout of all: chosen, then looked at, then made. What is looked at stands in the address. */
export function ChangeRollout({ rollout }: { readonly rollout: Setting }) {
  const list = useListState('touched');
  const to = list.get('to');
  const asked = isGating(to) ? wanted(to, list.get('percent'), list.get('keep') === 'yes') : null;
  const [applying, setApplying] = useState<Preview | null>(null);
  return (
    <Stack>
      <ChangeForm
        key={to}
        rollout={rollout}
        asked={asked}
        onPreview={({ mode, enforcePercentage, keepOrganizations }) =>
          list.set({
            to: mode,
            percent: enforcePercentage === undefined || enforcePercentage === null ? null : String(enforcePercentage),
            keep: keepOrganizations === true ? 'yes' : null,
          })
        }
      />
      {asked && (
        <>
          <RolloutPreview
            input={{ rollout: asked }}
            action={(preview) => (
              <Button color={asked.mode === 'LEGACY' ? undefined : 'red.9'} onClick={() => setApplying(preview)}>
                Make this change
              </Button>
            )}
          />
          <TouchedOrganizations input={{ rollout: asked }} list={list} />
          {applying && (
            <SetRolloutDialog
              asked={asked}
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

/** What the address asks for; beside ENFORCE, and without a number, no percentage. */
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
  readonly asked: PreviewRolloutInput | null;
  readonly onPreview: (asked: PreviewRolloutInput) => void;
}

function ChangeForm({ rollout, asked, onPreview }: ChangeFormProps) {
  const [mode, setMode] = useState<Gating>(asked?.mode ?? rollout.mode);
  const [percent, setPercent] = useState<number | string>(asked?.enforcePercentage ?? rollout.enforcePercentage);
  const [keep, setKeep] = useState(asked?.keepOrganizations === true);
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
          <Title order={2}>Change it</Title>
          <Radio.Group label="Who is to answer" value={mode} onChange={(value) => isGating(value) && setMode(value)}>
            <Stack gap="xs" mt="xs">
              {GATINGS.map(({ value, title, meaning }) => (
                <Radio key={value} value={value} label={title} description={meaning} />
              ))}
            </Stack>
          </Radio.Group>
          {mode === 'SHADOW' && (
            <NumberInput
              label="Of a hundred organizations, under enforce already"
              description="Raising it only adds organizations; an organization's place is its own for good."
              value={percent}
              onChange={setPercent}
              min={0}
              max={100}
              allowDecimal={false}
              suffix=" %"
              error={whole ? undefined : 'A whole number from 0 to 100, please'}
              maw={360}
            />
          )}
          {mode === 'LEGACY' && (
            <Checkbox
              label="Leave single organizations' own enforce as it is"
              checked={keep}
              onChange={(event) => setKeep(event.currentTarget.checked)}
            />
          )}
          <Group>
            <Button type="submit" variant={asked ? 'default' : 'filled'} disabled={mode === 'SHADOW' && !whole}>
              Preview
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
