import type { ReactNode } from 'react';
import { EmptyState } from '../components/empty-state';
import type { Right } from '../generated/schema-types';
import { useViewer } from '../viewer/use-viewer';

/** A page, or, for a role that may not read it, the reason why it is not shown. */
export function NeedsRight({ right, children }: { readonly right: Right; readonly children: ReactNode }) {
  const { data } = useViewer();
  if (!data) return null;
  const { role, rights } = data.viewer;
  if (rights.includes(right)) return children;
  return (
    <EmptyState title="This page is not for your role">
      The role {role} does not have the right {right}.
    </EmptyState>
  );
}
