import type { UseQueryResult } from '@tanstack/react-query';
import { useOperation } from '../api/use-operation';
import { InstanceDocument, ViewerDocument, type InstanceQuery, type ViewerQuery } from './viewer.generated';

/** Who is signed in. */
export function useViewer(): UseQueryResult<ViewerQuery> {
  return useOperation(ViewerDocument, {});
}

/** What the server is connected to; asked by super admins alone, since nobody else is told. */
export function useInstance(): UseQueryResult<InstanceQuery> {
  const { data } = useViewer();
  return useOperation(InstanceDocument, {}, { enabled: data?.viewer.role === 'SUPER_ADMIN' });
}
