import { Badge, Button, Group, List, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { Phase, PhaseState } from './phase';

const STATES: Readonly<Record<PhaseState, { readonly label: string; readonly color: string }>> = {
  done: { label: 'done', color: 'green' },
  next: { label: 'to do', color: 'blue' },
  running: { label: 'running', color: 'blue' },
  stuck: { label: 'needs attention', color: 'red' },
  later: { label: 'later', color: 'gray.5' },
  optional: { label: 'if needed', color: 'gray.5' },
};

const SHOWN = 3;

/** A phase on the board. The next one is highlighted, and its button is filled. */
export function PhaseCard({
  number,
  phase: { title, state, facts, action, percent },
  current,
}: {
  readonly number: number;
  readonly phase: Phase;
  readonly current: boolean;
}) {
  const { label, color } = STATES[state];
  return (
    <Paper
      component="li"
      withBorder
      p="md"
      {...(current && {
        'aria-current': 'step' as const,
        style: { borderColor: 'var(--mantine-primary-color-filled)', borderWidth: 2 },
      })}
    >
      <Stack h="100%" gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Title order={2} c={state === 'later' ? 'dimmed' : undefined}>
            {number} {title}
          </Title>
          <Badge variant="dot" color={color} tt="none" fw={500} miw="max-content">
            {current && state === 'next' ? 'next' : label}
          </Badge>
        </Group>
        {percent !== undefined && <Progress value={percent} aria-label={`${title}, percent done`} />}
        <List size="sm" listStyleType="none" spacing={4} className="wrap-anywhere" style={{ flexGrow: 1 }}>
          {facts.slice(0, SHOWN).map((fact) => (
            <List.Item key={fact} c={state === 'later' ? 'dimmed' : undefined}>
              {fact}
            </List.Item>
          ))}
          {facts.length > SHOWN && (
            <List.Item>
              <Text span size="sm" c="dimmed">
                and {facts.length - SHOWN} more
              </Text>
            </List.Item>
          )}
        </List>
        {action && (
          <Button
            component={Link}
            to={action.to}
            variant={current ? 'filled' : 'default'}
            size="xs"
            style={{ alignSelf: 'flex-start' }}
          >
            {action.label}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}
