import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Right } from '../generated/schema-types';
import { useViewer } from '../viewer/use-viewer';

interface IfRightProps {
  readonly right: Right;
  /** What the right allows, after "may not": `start runs`. */
  readonly to: string;
  /** What is shown to a user who has the right. */
  readonly children: ReactNode;
}

/** Shows what needs a right, or, without it, the reason why it is not there. */
export function IfRight({ right, to, children }: IfRightProps) {
  const { data } = useViewer();
  if (!data) return null;
  const { role, rights } = data.viewer;
  if (rights.includes(right)) return children;
  return (
    <Text size="sm" c="dimmed">
      The role {role} may not {to}.
    </Text>
  );
}
